"""What single words mean in plain-text mathematics: symbols, functions, quantities, prose.

The lists hold common vocabulary of statistics, machine learning and capacity planning.  A word
that is in none of them is *plain*: it may stand in a formula, but is no sign of one.
"""

from __future__ import annotations

import re
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


GREEK = _words(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu pi rho sigma tau "
    "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
)
GREEK_LETTERS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "η": "eta",
    "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu", "ν": "nu", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "∆": "Delta", "Θ": "Theta", "Λ": "Lambda", "Σ": "Sigma",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "∂": "partial", "∇": "nabla", "∞": "infty",
}  # fmt: skip

# Counts of a confusion matrix, the rates made of them, sums of squares, error measures.
COUNTS = _words("TP TN FP FN")
MEASURES = COUNTS | _words(
    "TPR TNR FPR FNR PPV NPV FDR FOR SSE SSR SST RSS TSS ESS MSE RMSE MAE MAPE SMAPE WAPE MAD "
    "IQR AUC VIF IoU IOU MCC TF IDF TFIDF TF-IDF tf idf tfidf tf-idf tpr fpr tnr fnr tp tn fp fn "
    "SSres SStot df mse rmse mae CTR CVR RCU WCU RCUs WCUs lr LR SD sd IG ETA"
)

# Functions that are mathematics wherever they are called.
FUNCTIONS = _words(
    "min max log ln exp sqrt sum mean avg average std stdev stddev var abs ceil ceiling floor "
    "sin cos tan sinh cosh tanh sigmoid softmax relu median cov corr sign argmax argmin "
    "log2 log10 loge round roundup variance norm sgn prod"
)
# These also work on the symbol behind them, without parentheses.
PREFIXES = _words("log ln exp sqrt log2 log10 sum")
EXTREMES = _words("max min argmax argmin")  # "max Q(s, a)"
LETTER_FUNCTIONS = frozenset("fghPpEHLJOQVσφ") | {"Pr", "Var", "Cov"}

RATIOS = _words(
    "rate ratio accuracy precision recall specificity sensitivity probability percent percentage "
    "proportion fraction odds lift average mean avg share utilization fallout prevalence "
    "availability confidence support prob misclassification frequency tf density"
)
QUANTITIES = RATIOS | _words(
    "error errors loss score number no num count counts total sum median variance deviation std "
    "entropy gain weight weights size length width height capacity throughput bandwidth latency "
    "cost price time duration distance gradient gradients slope intercept residual residuals "
    "iteration iterations epoch epochs batch batches step steps partitions shards units "
    "positive positives negative negatives predictions prediction samples observations outcomes "
    "examples cases requests reads writes items objects records bytes rows value values range "
    "coefficient penalty impurity gini similarity max min maximum minimum squared squares square "
    "difference product bias noise actual predicted observed expected forecast target "
    "precision recall f1 factor gb mb kb tb points documents terms occurrences tokens parameters "
    "power rcu wcu rcus wcus z-score magnitude importance delta updates interest speed area "
    "union intersection overlap logit likelihood prior posterior evidence "
    "quartile percentile nodes workers classes clusters features pixels days hours minutes "
    "seconds months years quantity amount volume filter stride padding kernel channels momentum"
)
# Adjectives of judgement: "high recall" is a wish, not a quantity.
JUDGEMENTS = _words(
    "high higher low lower good bad better best worse large small fast slow cheap expensive "
    "great poor strong weak big more less few many most least easy hard new old"
)
# A phrase that opens so counts or adds up what follows, to its end.
OPENERS = re.compile(
    r"(?:the\s+)?(?:(?:total|max|min|average|avg|maximum|minimum|mean)\s+)?"
    r"(?:(?:number|no\.?|num|sum|count|total|average|probability|amount|size|fraction|share|cost)"
    r"\s+of|#\s*of)\b|(?:total|average|sum|number)\b",
    re.IGNORECASE,
)

# Words that end a quantity for certain: clauses, verbs, pronouns.
CLAUSES = _words(
    "where if when then so but because which who while since unless although though therefore "
    "hence is are was were be been being has have had do does did will would should may might "
    "must we you it they i he she this these those there here how why what whose not never "
    "always only also just very too means mean's gives give gets get use uses used using tells "
    "measures shows calculates calculated calculate computed compute computes defined given "
    "called formula equation formulas ie eg e.g i.e example ex like than as "
    "let need needs needed require required equals equal helps help allows allow represents "
    "remember note good important lower-is-better etc via vs versus until your my our their its "
    "every each select SELECT insert update delete return import def print"
)
# Words that end a quantity unless it counts something ("number of ways something can happen").
CONNECTORS = _words(
    "and or for to in on at by from with into onto out about can under after before within "
    "below above between"
)
ARTICLES = _words("the a an")
# What goes on with a name that begins like a symbol: "F1 score", "TP rate", "L2 norm".
NAME_ENDS = _words("score squared value values statistic measure test of per rate norm")

TIME_UNITS = _words(
    "s sec secs second seconds min minute minutes m h hr hrs hour hours day days d week weeks "
    "month months mo year years yr y ms"
)
UNITS = TIME_UNITS | _words(
    "B KB MB GB TB PB KiB MiB GiB TiB kb mb gb tb K M G k ms us ns Hz MHz GHz Mbps Gbps MBps x X "
    "th st nd rd"
)
# Letter and digit, yet names of services, instance families and the like.
NOT_SYMBOLS = re.compile(
    r"(?:S3|EC2|[MTCPGDIX][1-7]|R[3-7]|[Vv]\d|K8|[AB]2|p[2-5]|[mcr][4-7]|t[2-4]|g[3-6])$"
)

_SYMBOL = re.compile(
    r"(?:[^\W\d_][\u0300-\u036f]?\d?|[A-Za-z](?:hat|bar|_hat|_bar)|[abkmw][xytX]|W[xX]|(?:[a-z]\d){2})'*"
    r"|[^\W\d_][\u0300-\u036f]?_(?:[^\W_]{1,5})'*|[xyzwXYZ](?:min|max|mean|new|old|i|j)'*|d[LJEwxyzb]"
)  # fmt: skip
_NOT_MATH_PAIRS = _words("my by mt at an am")


@lru_cache(maxsize=4096)
def is_symbol(word: str) -> bool:
    """Return whether the word stands for a quantity by itself: x, Q3, y_i, sigma, TP, xbar."""
    bare = word.rstrip("'′")
    if bare in GREEK or bare in GREEK_LETTERS or bare in MEASURES:
        return True
    if NOT_SYMBOLS.match(bare) or bare in _NOT_MATH_PAIRS:
        return False
    return len(bare) < 8 and _SYMBOL.fullmatch(bare) is not None


@lru_cache(maxsize=4096)
def is_quantity_word(word: str) -> bool:
    """Return whether the word names something that has a size."""
    return word.lower() in QUANTITIES or (is_symbol(word) and len(word.rstrip("'")) > 1)


def is_quantity(text: str) -> bool:
    """Return whether a phrase names a quantity: one of its words does, none is a judgement."""
    words = text.replace("(", " ").replace(")", " ").split()
    if any(word.lower() in JUDGEMENTS for word in words):
        return False
    if len(words) > 1 and words[-1].isdigit():
        return False  # "step 2" numbers a thing
    return any(is_quantity_word(word) for word in words)


def is_ratio(text: str) -> bool:
    """Return whether a phrase names a quotient by its last words: "error rate", "Recall"."""
    words = text.lower().replace("(", " ").replace(")", " ").split()
    return any(word in RATIOS for word in words) or any(
        word.upper() in MEASURES - COUNTS for word in words
    )
