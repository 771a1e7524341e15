"""What does the meeting read? Report contents as plain data, and their renderings."""
