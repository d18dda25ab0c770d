#include "unit/suite.h"

#include "cli/options.h"

enum { OUTPUT, FORMAT, QUIET };

static const OptionSyntax table[] = {
    [OUTPUT] = {"output", 'o', "DIR", NULL, "where it goes"},
    [FORMAT] = {"format", 0, "FORMAT", "yaml|json|both", "what it is"},
    [QUIET] = {"quiet", 'q', NULL, NULL, "say less"},
    {0},
};
static const Syntax with_operands = {.name = "cut", .summary = "Cuts.", .operands = "FILE...", .options = table};
static const Syntax without_operands = {.name = "rest", .summary = "Rests.", .options = table};

typedef struct Outcome {
    bool fine;
    Options options;
    Str complaint;
} Outcome;

static Outcome read_with(void **state, const Syntax *syntax, const char *const *arguments) {
    Outcome outcome = {0};
    size_t count = 0;
    while (arguments[count]) count++;
    outcome.fine =
        options_read(*state, syntax, count, (char *const *)(uintptr_t)arguments, &outcome.options, &outcome.complaint);
    return outcome;
}

#define READ(...) read_with(state, &with_operands, (const char *const[]){__VA_ARGS__, NULL})

static void operands_and_options_may_stand_in_any_order(void **state) {
    const Outcome got = READ("a", "-o", "dir", "b", "--quiet", "c");
    assert_true(got.fine);
    assert_int_equal(got.options.operands.count, 3);
    assert_str(got.options.operands.at[1], "b");
    assert_str(got.options.values[OUTPUT], "dir");
    assert_true(options_given(&got.options, QUIET));
    assert_false(options_given(&got.options, FORMAT));
}

static void a_value_may_be_glued_on(void **state) {
    assert_str(READ("a", "-odir").options.values[OUTPUT], "dir");
    assert_str(READ("a", "--output=dir").options.values[OUTPUT], "dir");
    assert_str(READ("a", "--output=a=b").options.values[OUTPUT], "a=b");
    assert_str(READ("a", "--output", "--quiet").options.values[OUTPUT], "--quiet");
}

static void the_last_of_several_counts(void **state) {
    assert_str(READ("a", "-o", "one", "-o", "two").options.values[OUTPUT], "two");
}

static void what_was_not_given_has_a_default(void **state) {
    const Outcome got = READ("a");
    assert_str(options_value(&got.options, OUTPUT, "out"), "out");
}

static void a_lone_dash_is_an_operand(void **state) { assert_str(READ("-").options.operands.at[0], "-"); }

static void behind_two_dashes_all_are_operands(void **state) {
    const Outcome got = READ("--", "--quiet", "-o");
    assert_int_equal(got.options.operands.count, 2);
    assert_false(options_given(&got.options, QUIET));
}

static void a_misspelt_option_earns_the_nearest_name(void **state) {
    assert_str(READ("a", "--fromat=yaml").complaint, "there is no option --fromat; did you mean --format?");
    assert_str(READ("a", "--hepl").complaint, "there is no option --hepl; did you mean --help?");
    assert_str(READ("a", "--xyzzyx").complaint, "there is no option --xyzzyx");
    assert_str(READ("a", "-x").complaint, "there is no option -x");
}

static void a_choice_takes_nothing_else(void **state) {
    assert_true(READ("a", "--format=both").fine);
    assert_str(READ("a", "--format=xml").complaint, "--format cannot be `xml`; it is yaml, json or both");
    assert_str(READ("a", "--format=yam").complaint, "--format cannot be `yam`; it is yaml, json or both");
    assert_str(READ("a", "--format=yaml|json").complaint, "--format cannot be `yaml|json`; it is yaml, json or both");
}

static void a_value_must_be_there(void **state) {
    assert_str(READ("a", "--output").complaint, "--output needs a value: --output=DIR");
    assert_str(READ("a", "--output=").complaint, "--output needs a value: --output=DIR");
    assert_str(READ("a", "-o").complaint, "--output needs a value: --output=DIR");
    assert_str(READ("a", "-o", "").complaint, "--output needs a value: --output=DIR");
}

static void a_flag_takes_none(void **state) {
    assert_str(READ("a", "--quiet=yes").complaint, "--quiet takes no value");
    assert_str(READ("a", "-qyes").complaint, "--quiet takes no value");
}

static void operands_are_needed_or_not_taken(void **state) {
    assert_str(READ("-q").complaint, "FILE... is missing");
    const Outcome got = read_with(state, &without_operands, (const char *const[]){"a", NULL});
    assert_str(got.complaint, "`a` is one too many");
    assert_true(read_with(state, &without_operands, (const char *const[]){NULL}).fine);
}

static void help_is_given_whatever_else_is_wrong(void **state) {
    assert_true(READ("--help").options.help);
    assert_true(READ("-h", "--nonsense").fine);
    assert_true(READ("-q", "-h").options.help);
}

static void the_help_comes_from_the_table(void **state) {
    assert_str(options_help(*state, &with_operands), "usage: tierce cut [options] FILE...\n\n"
                                                     "Cuts.\n\n"
                                                     "  -o, --output DIR            where it goes\n"
                                                     "      --format yaml|json|both what it is\n"
                                                     "  -q, --quiet                 say less\n"
                                                     "  -h, --help                  show this help\n");
}

const struct CMUnitTest options_tests[] = {
    arena_test(operands_and_options_may_stand_in_any_order),
    arena_test(a_value_may_be_glued_on),
    arena_test(the_last_of_several_counts),
    arena_test(what_was_not_given_has_a_default),
    arena_test(a_lone_dash_is_an_operand),
    arena_test(behind_two_dashes_all_are_operands),
    arena_test(a_misspelt_option_earns_the_nearest_name),
    arena_test(a_choice_takes_nothing_else),
    arena_test(a_value_must_be_there),
    arena_test(a_flag_takes_none),
    arena_test(operands_are_needed_or_not_taken),
    arena_test(help_is_given_whatever_else_is_wrong),
    arena_test(the_help_comes_from_the_table),
};
SUITE(options);
