"""Linear models, one a label."""

from __future__ import annotations

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.base import BaseEstimator, clone
from sklearn.linear_model import LogisticRegression

_LOGISTIC = LogisticRegression(
    class_weight="balanced", solver="liblinear", max_iter=1000, random_state=0
)
_NEVER = 10.0


def fit_linear(
    matrix: sparse.csr_matrix,
    y: np.ndarray,
    masks: np.ndarray,
    *,
    c: float,
    estimator: BaseEstimator | None = None,
    n_jobs: int | None = -1,
) -> tuple[np.ndarray, np.ndarray]:
    """Fit a linear model a label: by default a logistic regression, classes weighted to balance.

    Args:
        matrix: features, shape (rows, features).
        y: 0/1, shape (rows, labels).
        masks: True where a row may be used for a label, shape (rows, labels).
        c: inverse strength of the L2 regularisation.
        estimator: a binary linear classifier to clone in place of logistic regression.
        n_jobs: labels at a time, in threads.

    Returns:
        weights, shape (labels, features), and intercepts, shape (labels,), both float32; weights
        are rounded to half precision. A label without both kinds of rows gets no weights and
        an intercept that never, or always, assigns it.

    Raises:
        ValueError: the estimator has no weights after it is fitted.
    """
    model = _with_c(estimator if estimator is not None else _LOGISTIC, c)
    # Threads: worker processes would get the matrix as a read-only memory map, which liblinear
    # refuses; it works outside the interpreter's lock.
    fitted = Parallel(n_jobs=n_jobs, prefer="threads")(
        delayed(_fit_one)(matrix, y[:, label], masks[:, label], model)
        for label in range(y.shape[1])
    )
    # Half precision halves a saved model, and moves no probability by more than 0.001; rounded
    # here, a model gives the same bits before and after it is saved.
    coef = np.vstack([weights for weights, _ in fitted]).astype(np.float16).astype(np.float32)
    return coef, np.asarray([intercept for _, intercept in fitted], dtype=np.float32)


def _with_c(estimator: BaseEstimator, c: float) -> BaseEstimator:
    model = clone(estimator)
    return model.set_params(C=c) if "C" in model.get_params() else model


def _fit_one(
    matrix: sparse.csr_matrix, target: np.ndarray, mask: np.ndarray, estimator: BaseEstimator
) -> tuple[np.ndarray, float]:
    rows = np.flatnonzero(mask)
    target = target[rows]
    if not len(rows) or target.min() == target.max():
        always = bool(len(rows) and target.min())
        return np.zeros(matrix.shape[1]), _NEVER if always else -_NEVER
    model = clone(estimator)
    model.fit(matrix if len(rows) == matrix.shape[0] else matrix[rows], target)
    if not hasattr(model, "coef_"):
        raise ValueError(f"{type(model).__name__} is no linear classifier: it has no coef_")
    return np.ravel(model.coef_), float(np.ravel(model.intercept_)[0])
