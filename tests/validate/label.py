"""What the real cfn-lint says of templates, kept in a file beside them: it takes a second a template."""
import hashlib
import json
import multiprocessing


def findings(path):
    from cfnlint.config import ConfigMixIn
    from cfnlint.runner import Runner

    config = ConfigMixIn(cli_args=[], templates=[str(path)], regions=["us-east-1"], include_checks=["I"])
    try:
        return [[m.rule.id, m.linenumber, m.message[:300]] for m in Runner(config).run()]
    except Exception as problem:  # some mistakes end cfn-lint itself
        return [["CRASH", 1, repr(problem)[:200]]]


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def label(paths, cache, jobs=2):
    known = json.loads(cache.read_text(encoding="utf-8")) if cache.exists() else {}
    missing = [path for path in paths if digest(path) not in known]
    if missing:
        with multiprocessing.Pool(jobs) as pool:
            for number, (path, found) in enumerate(zip(missing, pool.imap(findings, missing, chunksize=4))):
                known[digest(path)] = found
                if number % 100 == 99:
                    cache.write_text(json.dumps(known), encoding="utf-8")
        cache.write_text(json.dumps(known), encoding="utf-8")
    return {path: known[digest(path)] for path in paths}
