"""Runs the tests of this folder. Ends with "python: N passed, N failed"."""
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True


class Result(unittest.TextTestResult):
    """Tells of a test only what went wrong."""

    def startTest(self, test):
        unittest.TestResult.startTest(self, test)


def main():
    tests = unittest.defaultTestLoader.discover(str(HERE))
    result = unittest.TextTestRunner(stream=sys.stdout, resultclass=Result, verbosity=0, buffer=True,
                                     warnings="ignore").run(tests)
    failed = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    print(f"python: {result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
