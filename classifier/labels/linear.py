"""Linear models, one a label: logistic regression, alone and scaled by naive-Bayes ratios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from scipy import sparse
from sklearn.base import BaseEstimator, clone
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import has_fit_parameter

# The dual solver at this tolerance, liblinear's own default for it, ranks texts as the primal one
# does at 1e-4, in a tenth of the time.
_LOGISTIC = LogisticRegression(
    class_weight="balanced", solver="liblinear", dual=True, tol=0.1, max_iter=1000, random_state=0
)
_NEVER = 10.0
_SMOOTHING = 0.5


@dataclass(frozen=True)
class Rows:
    """More rows to learn one label from.

    Attributes:
        matrix: features, shape (rows, features).
        target: 0/1, shape (rows,).
        weight: how much one of these rows counts, where an ordinary row counts 1.
    """

    matrix: sparse.csr_matrix
    target: np.ndarray
    weight: float


@dataclass(frozen=True)
class LinearSettings:
    """How a label's linear model is fitted.

    Attributes:
        c: inverse strength of the L2 regularisation.
        nb_c: the same for the model whose features are scaled by naive-Bayes ratios.
        nb_share: that model's share in the weights, 0 to 1.
        estimator: a binary linear classifier to clone in place of logistic regression; ``C``,
            where it has one, is set from ``c`` and ``nb_c``.
        n_jobs: labels at a time, in processes.
    """

    c: float
    nb_c: float
    nb_share: float
    estimator: BaseEstimator | None = None
    n_jobs: int | None = None


def fit_linear(
    matrix: sparse.csr_matrix,
    y: np.ndarray,
    masks: np.ndarray,
    settings: LinearSettings,
    *,
    weights: np.ndarray | None = None,
    extra: Sequence[Rows | None] = (),
) -> tuple[np.ndarray, np.ndarray]:
    """Fit a linear model a label.

    The weights are the mean of two models': logistic regression on the features, and on the
    features scaled by naive-Bayes log-count ratios (Wang and Manning 2012), in which a feature
    counts the more, the more often it stands in texts with the label than in others. Both are
    linear in the features, so their mean is one linear model.

    Args:
        matrix: features, shape (rows, features).
        y: 0/1, shape (rows, labels).
        masks: True where a row may be used for a label, shape (rows, labels).
        settings: how.
        weights: how much each row counts, shape (rows,); None for all alike.
        extra: for each label more rows for logistic regression alone, or None; empty for none.

    Returns:
        weights, shape (labels, features), and intercepts, shape (labels,), both float32; weights
        are rounded to half precision. A label without both kinds of rows gets no weights and
        an intercept that never, or always, assigns it.

    Raises:
        ValueError: the estimator has no weights after it is fitted, or takes no sample weights
            and is given some.
    """
    # Sorted once here: each label's fit would do it again.
    matrix.sum_duplicates()
    weights = np.ones(matrix.shape[0]) if weights is None else np.asarray(weights, dtype=float)
    ratios = _log_count_ratios(matrix, y, masks, weights)
    # Processes, not threads: liblinear draws its random numbers from one generator a process, so
    # threads would make the result depend on their timing.
    fitted = Parallel(n_jobs=settings.n_jobs, backend="loky")(
        delayed(_fit_label)(
            matrix, y[:, k], masks[:, k], weights, ratios[k], extra[k] if extra else None, settings
        )
        for k in range(y.shape[1])
    )
    # Half precision halves a saved model, and moves no probability by more than 0.001; rounded
    # here, a model gives the same bits before and after it is saved.
    coef = np.vstack([coef for coef, _ in fitted]).astype(np.float16).astype(np.float32)
    return coef, np.asarray([intercept for _, intercept in fitted], dtype=np.float32)


def _log_count_ratios(
    matrix: sparse.csr_matrix, y: np.ndarray, masks: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Log of how often a feature is present with a label against without; (labels, features).

    Presence rather than counts, smoothed by half a row (Wang and Manning 2012).
    """
    present = sparse.csr_matrix(matrix, copy=True)
    present.data = np.ones_like(present.data)
    rows = masks * weights[:, None]
    with_label, without = (rows * (y > 0)).astype(np.float64), (rows * (y == 0)).astype(np.float64)

    def log_share(part: np.ndarray) -> np.ndarray:
        return np.log((present.T @ part + _SMOOTHING) / (part.sum(axis=0) + 2 * _SMOOTHING))

    return (log_share(with_label) - log_share(without)).T.astype(np.float32)


def _fit_label(
    matrix: sparse.csr_matrix,
    target: np.ndarray,
    mask: np.ndarray,
    weights: np.ndarray,
    ratios: np.ndarray,
    extra: Rows | None,
    settings: LinearSettings,
) -> tuple[np.ndarray, float]:
    rows = np.flatnonzero(mask)
    target, weights = target[rows], weights[rows]
    if not len(rows) or target.min() == target.max():
        always = bool(len(rows) and target.min())
        return np.zeros(matrix.shape[1]), _NEVER if always else -_NEVER
    # A copy in any case: in a worker process the matrix is a read-only memory map, which liblinear
    # refuses.
    matrix = matrix[rows]
    estimator = settings.estimator if settings.estimator is not None else _LOGISTIC
    coef, intercept = np.zeros(matrix.shape[1]), 0.0
    if settings.nb_share < 1:
        plain = _fit_one(
            estimator, settings.c, *_with_extra(matrix, target, weights, extra, estimator)
        )
        coef, intercept = (1 - settings.nb_share) * plain[0], (1 - settings.nb_share) * plain[1]
    if settings.nb_share > 0:
        matrix.data *= ratios[matrix.indices]
        scaled = _fit_one(estimator, settings.nb_c, matrix, target, weights)
        coef = coef + settings.nb_share * ratios * scaled[0]
        intercept += settings.nb_share * scaled[1]
    return coef, intercept


def _with_extra(
    matrix: sparse.csr_matrix,
    target: np.ndarray,
    weights: np.ndarray,
    extra: Rows | None,
    estimator: BaseEstimator,
) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    # An estimator that takes no weights would count these rows in full, which is too much.
    if extra is None or not has_fit_parameter(estimator, "sample_weight"):
        return matrix, target, weights
    return (
        sparse.vstack([matrix, extra.matrix], format="csr"),
        np.concatenate([target, extra.target]),
        np.concatenate([weights, np.full(len(extra.target), extra.weight)]),
    )


def _fit_one(
    estimator: BaseEstimator,
    c: float,
    matrix: sparse.csr_matrix,
    target: np.ndarray,
    weights: np.ndarray,
) -> tuple[np.ndarray, float]:
    model = clone(estimator)
    if "C" in model.get_params():
        model.set_params(C=c)
    if has_fit_parameter(model, "sample_weight"):
        model.fit(matrix, target, sample_weight=weights)
    elif np.all(weights == 1):
        model.fit(matrix, target)
    else:
        raise ValueError(f"{type(model).__name__} takes no sample weights")
    if not hasattr(model, "coef_"):
        raise ValueError(f"{type(model).__name__} is no linear classifier: it has no coef_")
    return np.ravel(model.coef_), float(np.ravel(model.intercept_)[0])
