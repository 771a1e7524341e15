"""The estimators follow scikit-learn's conventions, so that its tools work on them.

scikit-learn's own checks come in two kinds. Those that give an estimator no data are run as they
are. Those that give it arrays of numbers can't be: texts are what these estimators read. What
they look at is checked here on texts instead: ``fit`` returns the estimator, learns the same the
second time, leaves parameters and input alone; results don't depend on what else is in the batch;
what isn't fitted says so; what is fitted can be pickled.
"""

import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict, cross_val_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC
from sklearn.utils import estimator_checks

from classifier.labels.features import NgramFeatures
from classifier.labels.model import SpanTextClassifier
from classifier.labels.transformers import TextCleaner

TEXTS = [
    f"{opening} {matter} {end}"
    for opening in ("Good morning.", "I am writing again.", "To whoever reads this:")
    for matter in (
        "The bin was not emptied on Tuesday",
        "Nobody rings me back about the roof",
        "The bill is wrong and I was charged twice",
        "The officer was rude and nobody rings back",
    )
    for end in ("and I am fed up.", "Please sort it out!")
]
Y = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0]]).repeat(2, axis=0)
Y = np.tile(Y, (3, 1))
WRITERS = np.arange(24) // 8

ESTIMATORS = {
    "cleaner": TextCleaner(),
    "features": NgramFeatures(min_df=1),
    "classifier": SpanTextClassifier(min_df=1, n_jobs=1),
}
WITHOUT_DATA = [
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_valid_tag_types",
    "check_no_attributes_set_in_init",
    "check_do_not_raise_errors_in_init_or_set_params",
    "check_mixin_order",
    "check_parameters_default_constructible",
    "check_get_params_invariance",
    "check_set_params",
]
kinds = pytest.mark.parametrize("kind", ESTIMATORS)


@kinds
@pytest.mark.parametrize("check", WITHOUT_DATA)
def test_scikit_learns_checks_that_need_no_data(kind, check):
    getattr(estimator_checks, check)(type(ESTIMATORS[kind]).__name__, clone(ESTIMATORS[kind]))


def output(estimator, texts):
    """What an estimator makes of texts, as an array with a row a text."""
    if hasattr(estimator, "decision_function"):
        return estimator.decision_function(texts)
    found = estimator.transform(texts)
    return np.asarray(found, dtype=object) if isinstance(found, list) else found.toarray()


@kinds
def test_fit_returns_itself_and_changes_neither_parameters_nor_texts(kind):
    estimator, texts = clone(ESTIMATORS[kind]), list(TEXTS)
    before = estimator.get_params()
    assert estimator.fit(texts, Y) is estimator
    output(estimator, texts)
    assert estimator.get_params() == before
    assert texts == TEXTS


@kinds
def test_fitting_again_gives_the_same(kind):
    estimator = clone(ESTIMATORS[kind]).fit(TEXTS, Y)
    first = output(estimator, TEXTS)
    assert np.array_equal(output(estimator.fit(TEXTS, Y), TEXTS), first)
    # Something else learnt in between leaves nothing behind.
    assert np.array_equal(output(estimator.fit(TEXTS[4:20], Y[4:20]).fit(TEXTS, Y), TEXTS), first)


@kinds
def test_a_text_counts_for_itself_whatever_else_is_in_the_batch(kind):
    estimator = clone(ESTIMATORS[kind]).fit(TEXTS, Y)
    whole = output(estimator, TEXTS)
    turned = output(estimator, TEXTS[::-1])[::-1]
    single = np.concatenate([output(estimator, [text]) for text in TEXTS])
    if whole.dtype == object:
        assert turned.tolist() == single.tolist() == whole.tolist()
    else:
        np.testing.assert_allclose(turned, whole, atol=1e-6)
        np.testing.assert_allclose(single, whole, atol=1e-6)


@kinds
def test_what_is_fitted_can_be_pickled(kind):
    estimator = clone(ESTIMATORS[kind]).fit(TEXTS, Y)
    again = pickle.loads(pickle.dumps(estimator))
    assert np.array_equal(output(again, TEXTS), output(estimator, TEXTS))


@pytest.mark.parametrize("kind", ["features", "classifier"])
def test_what_is_not_fitted_says_so(kind):
    with pytest.raises(NotFittedError):
        output(clone(ESTIMATORS[kind]), TEXTS)


def test_the_cleaner_needs_no_fitting():
    assert TextCleaner().transform(["a  b"]) == ["a b"]


# --- The tools that rest on the conventions ---------------------------------------------------


@pytest.mark.parametrize(
    "estimator",
    [LogisticRegression(), LinearSVC(class_weight="balanced"), RidgeClassifier(alpha=2.0)],
    ids=lambda estimator: type(estimator).__name__,
)
def test_the_final_estimator_is_swapped_in_one_line(estimator):
    model = SpanTextClassifier(min_df=1, estimator=estimator).fit(TEXTS, Y)
    assert (model.predict(TEXTS) == Y).mean() > 0.95
    # The one that was given is a pattern, and is not fitted itself.
    assert not hasattr(estimator, "coef_")


def test_clone_takes_the_estimator_and_its_parameters_along():
    model = SpanTextClassifier(text_c=2.0, estimator=LinearSVC(tol=0.01))
    copy = clone(model.set_params(estimator__loss="hinge"))
    assert copy.text_c == 2.0
    assert copy.estimator is not model.estimator
    assert (copy.estimator.tol, copy.estimator.loss) == (0.01, "hinge")


def test_grid_search_over_the_models_own_and_the_inner_estimators_parameters():
    search = GridSearchCV(
        SpanTextClassifier(min_df=1, nb_share=0.0, estimator=LinearSVC()),
        {"text_c": [1e-6, 1.0], "estimator__class_weight": [None, "balanced"]},
        scoring="f1_micro",
        cv=GroupKFold(3),
    ).fit(TEXTS, Y, groups=WRITERS)
    assert search.best_params_["text_c"] == 1.0
    assert search.best_score_ > 0.9
    assert (search.predict(TEXTS) == Y).all()


def test_cross_validation_by_writer():
    model = SpanTextClassifier(min_df=1)
    split = GroupKFold(3)
    found = cross_val_predict(model, TEXTS, Y, groups=WRITERS, cv=split)
    assert found.shape == Y.shape
    scores = cross_val_score(model, TEXTS, Y, groups=WRITERS, cv=split, scoring="f1_micro")
    assert scores.min() > 0.8


def test_the_features_stand_before_any_estimator_in_a_pipeline():
    pipeline = make_pipeline(
        TextCleaner(), NgramFeatures(min_df=1), OneVsRestClassifier(LogisticRegression(C=10))
    )
    search = GridSearchCV(
        pipeline,
        {"ngramfeatures__word_longest": [1, 2]},
        scoring="f1_micro",
        cv=GroupKFold(3),
    ).fit(TEXTS, Y, groups=WRITERS)
    assert search.best_score_ > 0.9
    assert (search.predict(["the bin was not emptied"]) == [[1, 0, 0]]).all()


def test_the_features_can_be_joined_with_others():
    union = make_union(NgramFeatures(min_df=1, char_ngrams=(0, 0)), NgramFeatures(min_df=1))
    widths = [len(part.fit(TEXTS).get_feature_names_out()) for _, part in union.transformer_list]
    assert union.fit_transform(TEXTS).shape == (24, sum(widths))
