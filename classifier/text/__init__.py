"""What did the person say? Cleaning, sentences, language, and redaction of personal data."""
