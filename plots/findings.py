"""findings.py [--check] FILE.md...: the tables of findings in Markdown pages, made from the
tables that are kept in plots/. Between `<!-- NAME -->` and `<!-- end NAME -->` a page has what
the table NAME below prints; without --check it is written there, with --check a difference is
an error. Standard library only; `plots/render.sh` makes plots/ again."""

import csv
import pathlib
import re
import sys

FEW_RUNS = 5  # an interval from fewer says nothing

HERE = pathlib.Path(__file__).resolve().parent


def rows_of(folder, table):
    with open(HERE / folder / table, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Summary:
    """summary.csv of one result folder."""

    def __init__(self, folder):
        self.rows = {(r["variant"], r["layer"], r["estimator"], r["params"], r["quantity"],
                      r["statistic"]): r for r in rows_of(folder, "summary.csv")}
        self.layers = max(int(k[1]) for k in self.rows if k[1])

    def get(self, layer, quantity, statistic, variant="quantized", method=("exact", "")):
        return self.rows.get((variant, str(layer), *method, quantity, statistic))

    def accuracy(self, variant):
        return self.rows.get((variant, "", "", "", "test_accuracy", "last"))

    def lost(self):
        """Points of test accuracy that quantization costs, run by run."""
        return self.rows.get(("quantized", "", "", "", "test_accuracy", "points_lost_to_quantization"))


def rounded(text, digits, scale):
    """As printed, without the sign of what rounds to zero."""
    return f"{round(scale * float(text), digits) + 0.0:.{digits}f}".replace("-", "−")


def number(row, digits=2, scale=1.0):
    """Mean and, if there is one, its 95 % interval."""
    if row is None or row["mean"] == "":
        return ""
    text = rounded(row["mean"], digits, scale)
    if row["ci_low"] and row["ci_high"] and int(row["runs"]) >= FEW_RUNS:
        low, high = (rounded(row[bound], digits, scale) for bound in ("ci_low", "ci_high"))
        text += f" [{low}, {high}]" if low != high else ""
    return text


def table(head, body):
    lines = ["| " + " | ".join(head) + " |", "|" + "|".join("---" for _ in head) + "|"]
    return lines + ["| " + " | ".join(row) + " |" for row in body]


def layer_name(layer, layers):
    return "output" if layer == layers else f"layer {layer}"


class Rulings:
    """verdict.csv of one result folder, of one of the twins."""

    def __init__(self, folder, variant="quantized"):
        self.rows = {(r["claim"], r["layer"], r["estimator"], r["params"]): r
                     for r in rows_of(folder, "verdict.csv") if r["variant"] == variant}

    def compression(self, layer, layers, method=("exact", "")):
        """The ruling on a layer, and whether it is that the layer is saturated."""
        place = ("compression-output", "output") if layer == layers else ("compression-hidden", str(layer))
        ruling = self.rows[(*place, *method)]
        return ruling, ruling["decision"] == "undecided" and ruling["reason"].startswith("saturated")


def counted(folder):
    """Layer by layer: where the count begins, peaks and ends."""
    s = Summary(folder)
    rulings = Rulings(folder)
    body = []
    for layer in range(1, s.layers + 1):
        cells = [number(s.get(layer, "I(X;T)", k)) for k in ("first_bits", "peak_bits")]
        cells.append(number(s.get(layer, "I(X;T)", "peak_epoch"), 0).split(" ")[0])
        cells.append(number(s.get(layer, "I(X;T)", "last_bits")))
        cells.append("saturated" if rulings.compression(layer, s.layers)[1] else
                     number(s.get(layer, "I(X;T)", "fall_bits")))
        cells += [number(s.get(layer, "I(T;Y)", k)) for k in ("first_bits", "last_bits")]
        body.append([layer_name(layer, s.layers)] + cells)
    return table(["counted", "I(X;T) first", "peak", "at epoch", "last", "fall", "I(T;Y) first", "last"], body)


def claims(folder):
    """The rulings on the network, the count beside every method on all inputs."""
    rows = [r for r in rows_of(folder, "verdict.csv")
            if not r["layer"].isdigit() and "inputs=" not in r["params"]]
    keys = list(dict.fromkeys(r["claim"] for r in rows))
    methods = list(dict.fromkeys((r["variant"], r["estimator"], r["params"]) for r in rows))
    signs = {"confirmed": "yes", "denied": "**no**", "undecided": "open"}
    body = []
    for variant, estimator, params in methods:
        name = estimator + (":" + params if params else "")
        cells = []
        for key in keys:
            found = [r for r in rows if r["claim"] == key and
                     (r["variant"], r["estimator"], r["params"]) == (variant, estimator, params)]
            cells.append(signs[found[0]["decision"]] if found else "")
        body.append([f"`{name}`", variant] + cells)
    return table(["method", "network"] + [k.replace("-", " ") for k in keys], body)


def short_claims(folder, methods):
    """Claims down, a few methods on the quantized network across."""
    rows = [r for r in rows_of(folder, "verdict.csv") if not r["layer"].isdigit() and r["variant"] == "quantized"]
    signs = {"confirmed": "yes", "denied": "**no**", "undecided": "open"}
    body = []
    for key in dict.fromkeys(r["claim"] for r in rows):
        cells = [next((signs[r["decision"]] for r in rows if r["claim"] == key and
                       (r["estimator"], r["params"]) == tuple((m + ":").split(":")[:2])), "") for m in methods]
        body.append([key.replace("-", " ")] + cells)
    return table(["claim"] + [f"`{m}`" for m in methods], body)


def sweep(folder, subject):
    """Accuracy, what quantization costs of it, and the falls of information, a row a value."""
    def order(path):
        return [int(t) if t.isdigit() else t for t in re.split(r"(\d+)", path.name)]
    values = sorted((p for p in (HERE / folder).iterdir() if (p / "summary.csv").exists()), key=order)
    layers = max(Summary(p).layers for p in values)
    body = []
    for path in values:
        s = Summary(path)
        rulings = Rulings(path)
        name = re.sub(r"^(levels|hidden|activation|batch-size|train-fraction|fraction)-", "", path.name)
        if "share" in subject:
            name = name.replace("-", ".")
        cells = [number(s.accuracy("quantized"), 1, 100), number(s.lost())]
        falls = []
        for layer in range(1, s.layers + 1):
            falls.append("saturated" if rulings.compression(layer, s.layers)[1] else
                         number(s.get(layer, "I(X;T)", "fall_bits"), 1))
        falls = falls[:-1] + [""] * (layers - s.layers) + falls[-1:]
        cells += [number(s.get(s.layers, "I(T;Y)", k)) for k in ("peak_bits", "fall_bits")]
        body.append([name] + cells + falls)
    head = [subject, "test accuracy [%]", "points lost to quantization", "I(T;Y) of the output, peak", "its fall"]
    return table(head + [f"fall of I(X;T), {layer_name(layer, layers)}" for layer in range(1, layers + 1)], body)


def binning(folder, variant):
    """What each choice of cells says about compression, on the very same runs."""
    rulings = Rulings(folder, variant)
    methods = list(dict.fromkeys(key[2:] for key in rulings.rows))
    s = Summary(folder)
    signs = {"confirmed": "yes", "denied": "no", "undecided": "open"}
    body = []
    for method in methods:
        cells = []
        for layer in range(1, s.layers + 1):
            ruling, saturated = rulings.compression(layer, s.layers, method)
            fall = number(s.get(layer, "I(X;T)", "fall_bits", variant, method), 1).split(" ")[0]
            cells.append("saturated" if saturated else f"{fall} {signs[ruling['decision']]}")
        body.append(["`" + method[0] + (":" + method[1] if method[1] else "") + "`"] + cells)
    return table([f"{variant} networks: falls by [bits], so compresses?"] +
                 [layer_name(layer, s.layers) for layer in range(1, s.layers + 1)], body)


def mean(rows, key):
    return f"{sum(float(r[key]) for r in rows) / len(rows):.2f}" if rows else ""


def ends(folder, narrow, published):
    """End points beside the published ones, of the runs in which both neurons of layer `narrow` speak
    and of those in which one is silent: it holds no more than one neuron's 8 bits."""
    counts = rows_of(folder, "twenty-runs.csv")
    silent = {r["run"] for r in counts if (r["layer"], r["quantity"]) == (str(narrow), "I(X;T)")
              and float(r["peak_bits"]) <= 8}
    runs = len({r["run"] for r in counts})
    layers = max(int(r["layer"]) for r in counts)
    body = []
    for layer in range(1, layers + 1):
        cells = []
        for is_silent in (False, True):
            of = {q: [r for r in counts if (r["layer"], r["quantity"]) == (str(layer), q) and
                      (r["run"] in silent) == is_silent] for q in ("I(X;T)", "I(T;Y)")}
            cells += [mean(of["I(X;T)"], "peak_bits"), mean(of["I(X;T)"], "last_bits"), mean(of["I(T;Y)"], "last_bits")]
        body.append([layer_name(layer, layers)] + cells + [published[layer]])
    return table(["counted", f"{runs - len(silent)} runs: I(X;T) peak", "last", "I(T;Y) last",
                  f"{len(silent)} runs with a silent neuron: I(X;T) peak", "last", "I(T;Y) last",
                  "published (peak; last I(X;T), I(T;Y))"], body)


def shapes(folders):
    """Networks on images: accuracy, and where I(X;T) of each layer peaks and ends."""
    summaries = [(folder, Summary(folder)) for folder in folders]
    layers = max(s.layers for _, s in summaries)
    body = []
    for folder, s in summaries:
        runs = s.accuracy("quantized")["runs"]
        cells = [f"`{folder}`", runs, number(s.accuracy("quantized"), 1, 100), number(s.accuracy("continuous"), 1, 100)]
        ends_of = [" → ".join(number(s.get(layer, "I(X;T)", k)).split(" [")[0] for k in ("peak_bits", "last_bits"))
                   for layer in range(1, s.layers + 1)]
        body.append(cells + ends_of[:-1] + [""] * (layers - s.layers) + ends_of[-1:])
    head = ["network", "runs", "test accuracy [%], quantized", "continuous"]
    return table(head + [f"I(X;T) peak → last, {layer_name(layer, layers)}" for layer in range(1, layers + 1)], body)


def forgetting(folder):
    """When each layer learns the label and when it forgets the irrelevant part, as epochs: means over runs."""
    s = Summary(folder)

    def epoch(layer, quantity, statistic):
        row, runs = s.get(layer, quantity, statistic), s.get(layer, quantity, "last_bits")["runs"]
        return number(row, 0).split(" [")[0] if row and 2 * int(row["runs"]) > int(runs) else ""

    def falls(layer, quantity):
        runs = [epoch(layer, quantity, k) for k in ("onset_epoch", "settled_epoch")]
        return " to ".join(runs) if all(runs) else "–"
    body = [[layer_name(layer, s.layers), epoch(layer, "I(T;Y)", "risen_epoch") or "–", falls(layer, "I(T;N|R)"),
             falls(layer, "I(T;R)")] for layer in range(1, s.layers + 1)]
    return table(["epochs", "I(T;Y) has risen by", "I(T;N\\|R) falls from", "I(T;R) falls from"], body)


def parts(folder, quantities, variant="quantized", method=("exact", "")):
    """Relevant and irrelevant information, first, peak and last."""
    s = Summary(folder)
    body = []
    for layer in range(1, s.layers + 1):
        cells = [layer_name(layer, s.layers)]
        for quantity in quantities:
            cells.append(" → ".join(number(s.get(layer, quantity, k, variant, method)).split(" [")[0]
                                    for k in ("first_bits", "peak_bits", "last_bits")))
        body.append(cells)
    heads = [q.replace("|", "\\|") for q in quantities]
    return table(["counted" if method[0] == "exact" else "in closed form", heads[0] + " first → peak → last"] +
                 heads[1:], body)


TABLES = {
    "tishby-tanh counted": lambda: counted("tishby-tanh"),
    "tishby-tanh claims": lambda: claims("tishby-tanh"),
    "tishby-tanh short": lambda: short_claims("tishby-tanh", [
        "exact", "binning:bins=30,low=-1,high=1", "binning:rule=input,bins=30", "kde:variance=0.1,bound=upper",
        "kde:variance=0.001,bound=upper", "kl:variance=0.1", "lnn:variance=0.1"]),
    "tishby-relu short": lambda: short_claims("tishby-relu", [
        "exact", "binning:bins=100", "binning:rule=quantile,bins=30", "kde:variance=0.1,bound=upper",
        "kl:variance=0.1", "lnn:variance=0.1"]),
    "tishby-relu counted": lambda: counted("tishby-relu"),
    "tishby-relu claims": lambda: claims("tishby-relu"),
    "tishby-levels": lambda: sweep("tishby-levels", "levels"),
    "tishby-binning": lambda: binning("tishby-binning", "quantized"),
    "tishby-binning continuous": lambda: binning("tishby-binning", "continuous"),
    "tishby-train-size": lambda: sweep("tishby-train-size", "share trained on, random split"),
    "tishby-train-size-ordered": lambda: sweep("tishby-train-size-ordered", "share trained on, file order"),
    "tishby-depth": lambda: sweep("tishby-depth", "hidden layers"),
    "tishby-activations": lambda: sweep("tishby-activations", "activation"),
    "tishby-full-batch": lambda: sweep("tishby-full-batch", "batch"),
    "relevant-irrelevant": lambda: parts("relevant-irrelevant", ("I(T;R)", "I(T;N)", "I(T;N|R)", "I(T;Y)")),
    "relevant-irrelevant forgetting": lambda: forgetting("relevant-irrelevant"),
    "linear-teacher": lambda: parts("linear-teacher", ("I(T;R)", "I(T;N)", "I(T;N|R)", "I(X;T)"), "continuous",
                                    ("noisy-truth", "variance=0.01")),
    "images": lambda: shapes(["mnist-bottleneck-2", "mnist-bottleneck-4", "mnist-hourglass", "mnist-4x10", "mnist-conv",
                              "mnist-wide/activation-tanh", "mnist-wide/activation-relu", "notmnist-bottleneck-2"]),
    "mnist-bottleneck-2": lambda: ends("mnist-bottleneck-2", 4, {
        1: "16.095; 16.095, 3.32", 2: "–; 15.8, 3.31", 3: "13.7; 12.9, 3.22", 4: "11.1; 10.2, 3.12",
        5: "9.3; 5.5, 3.03"}),
}


def block(name):
    return "\n".join([f"<!-- {name} -->", *TABLES[name](), f"<!-- end {name} -->"])


def filled(text):
    def replace(match):
        return block(match.group(1))
    return re.sub(r"<!-- ([^\n]*?) -->\n.*?<!-- end \1 -->", replace, text, flags=re.S)


def main():
    arguments = sys.argv[1:]
    check = arguments[:1] == ["--check"]
    status = 0
    for name in arguments[check:]:
        path = pathlib.Path(name)
        text = path.read_text(encoding="utf-8")
        new = filled(text)
        if check and new != text:
            print(f"{name}: a table is not what plots/ has; run python3 plots/findings.py {name}")
            status = 1
        elif new != text:
            path.write_text(new, encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
