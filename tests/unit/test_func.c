#include "unit/suite.h"

#include "func/func.h"

// Calls a function with known arguments; what went wrong is counted.
typedef struct Call {
    FuncCall call;
} Call;

static Call call_of(void **state, const char *name) {
    return (Call){{.arena = *state, .diags = diags_new(*state), .span = {1, 2}, .name = str_of(name)}};
}

static void give(Call *c, const Term *argument) { vector_add(c->call.arena, &c->call.arguments, argument); }
static void give_text(Call *c, const char *s) { give(c, term_string(c->call.arena, (Span){1, 2}, str_of(s))); }
static void give_number(Call *c, int64_t n) { give(c, term_number(c->call.arena, (Span){1, 2}, decimal_of(n))); }
static void give_cidr(Call *c, const char *s) { give(c, term_written_cidr(c->call.arena, (Span){1, 2}, str_of(s))); }
static void give_later(Call *c) {
    Term *term = term_later(c->call.arena, (Span){3, 4}, LATER_PARAMETER, LATER_STRING, LEVEL_START);
    term->as.later.text = STR("tag");
    give(c, term);
}

static void give_list(Call *c, const char *const *texts, size_t count) {
    TermList items = {0};
    for (size_t i = 0; i < count; i++)
        vector_add(c->call.arena, &items, term_string(c->call.arena, (Span){1, 2}, str_of(texts[i])));
    give(c, term_list(c->call.arena, (Span){1, 2}, items));
}

static const Term *run(Call *c) { return func_find(c->call.name)->body(&c->call); }

static void assert_text_result(Call *c, const char *expected) {
    Str text;
    assert_true(term_text_of(c->call.arena, run(c), &text));
    assert_str(text, expected);
}

static void subnets_lie_side_by_side(void **state) {
    Call c = call_of(state, "cidr_subnet");
    give_cidr(&c, "10.0.0.0/16");
    give_number(&c, 8);
    give_number(&c, 21);
    assert_text_result(&c, "10.0.21.0/24");
}

static void a_subnet_outside_its_block_is_refused(void **state) {
    Call c = call_of(state, "cidr_subnet");
    give_cidr(&c, "10.0.0.0/16");
    give_number(&c, 8);
    give_number(&c, 256);
    assert_int_equal(run(&c)->kind, TERM_POISON);
    assert_int_equal(c.call.diags->errors, 1);
}

static void the_whole_address_space_can_be_divided(void **state) {
    Call c = call_of(state, "cidr_subnet");
    give_cidr(&c, "0.0.0.0/0");
    give_number(&c, 32);
    give_number(&c, 4294967295);
    assert_text_result(&c, "255.255.255.255/32");
}

static void split_and_join_are_opposites(void **state) {
    Call split = call_of(state, "split");
    give_text(&split, "a,b,,c,");
    give_text(&split, ",");
    const Term *parts = run(&split);
    assert_int_equal(parts->as.list.items.count, 5);
    Call join = call_of(state, "join");
    give(&join, parts);
    give_text(&join, ",");
    assert_text_result(&join, "a,b,,c,");
}

static void splitting_what_is_later_becomes_the_intrinsic(void **state) {
    Call c = call_of(state, "split");
    give_later(&c);
    give_text(&c, ",");
    const Term *result = run(&c);
    assert_int_equal(result->as.later.function, INTRINSIC_SPLIT);
    assert_int_equal(result->as.later.type, LATER_LIST);
}

static void joining_one_later_element_is_that_element(void **state) {
    Call later = call_of(state, "join");
    TermList items = {0};
    give_later(&later);
    vector_add(*state, &items, later.call.arguments.at[0]);
    Call c = call_of(state, "join");
    give(&c, term_list(*state, (Span){1, 2}, items));
    give_text(&c, ",");
    assert_int_equal(run(&c)->as.later.kind, LATER_PARAMETER);
}

static void what_is_needed_now_names_what_is_not(void **state) {
    Call c = call_of(state, "replace");
    give_later(&c);
    give_text(&c, "a");
    give_text(&c, "b");
    assert_int_equal(run(&c)->kind, TERM_POISON);
    assert_int_equal(c.call.diags->all.at[0]->code, DIAG_NEEDS_NOW);
    const Str message = c.call.diags->all.at[0]->message;
    assert_true(str_find(message, STR("parameter `tag`"), 0) < message.length);
}

static void sorting_is_by_bytes_and_keeps_what_is_equal(void **state) {
    static const char *const texts[] = {"b", "a", "B", "aa"};
    Call c = call_of(state, "sort");
    give_list(&c, texts, 4);
    const Term *sorted = run(&c);
    static const char *const expected[] = {"B", "a", "aa", "b"};
    for (size_t i = 0; i < 4; i++) assert_str(sorted->as.list.items.at[i]->as.text, expected[i]);
}

static void distinct_keeps_the_first_of_each(void **state) {
    static const char *const texts[] = {"b", "a", "b", "a", "c"};
    Call c = call_of(state, "distinct");
    give_list(&c, texts, 5);
    const Term *result = run(&c);
    assert_int_equal(result->as.list.items.count, 3);
    assert_str(result->as.list.items.at[0]->as.text, "b");
}

static void replacing_goes_on_behind_what_was_put_in(void **state) {
    Call c = call_of(state, "replace");
    give_text(&c, "aaa");
    give_text(&c, "a");
    give_text(&c, "aa");
    assert_text_result(&c, "aaaaaa");
}

static void every_function_is_found_by_its_name(void **state) {
    (void)state;
    for (size_t i = 0; func_at(i); i++) assert_ptr_equal(func_find(str_of(func_at(i)->name)), func_at(i));
    assert_null(func_find(STR("lenght")));
    assert_str(func_nearest(STR("lenght")), "length");
}

const struct CMUnitTest func_tests[] = {
    arena_test(subnets_lie_side_by_side),
    arena_test(a_subnet_outside_its_block_is_refused),
    arena_test(the_whole_address_space_can_be_divided),
    arena_test(split_and_join_are_opposites),
    arena_test(splitting_what_is_later_becomes_the_intrinsic),
    arena_test(joining_one_later_element_is_that_element),
    arena_test(what_is_needed_now_names_what_is_not),
    arena_test(sorting_is_by_bytes_and_keeps_what_is_equal),
    arena_test(distinct_keeps_the_first_of_each),
    arena_test(replacing_goes_on_behind_what_was_put_in),
    cmocka_unit_test(every_function_is_found_by_its_name),
};
SUITE(func);
