#include "unit/suite.h"

#include "base/table.h"

static void a_new_table_has_nothing(void **state) {
    Table table = table_new(*state);
    assert_int_equal(table.count, 0);
    assert_null(table_get(&table, STR("a")));
    assert_false(table_has(&table, STR("")));
}

static void what_was_set_is_found(void **state) {
    Table table = table_new(*state);
    int one, two;
    assert_null(table_set(&table, STR("a"), &one));
    assert_null(table_set(&table, STR("b"), &two));
    assert_ptr_equal(table_get(&table, STR("a")), &one);
    assert_ptr_equal(table_get(&table, STR("b")), &two);
    assert_null(table_get(&table, STR("c")));
}

static void setting_again_replaces_and_gives_the_old_value(void **state) {
    Table table = table_new(*state);
    int one, two;
    table_set(&table, STR("a"), &one);
    assert_ptr_equal(table_set(&table, STR("a"), &two), &one);
    assert_ptr_equal(table_get(&table, STR("a")), &two);
    assert_int_equal(table.count, 1);
}

static void a_null_value_is_there_all_the_same(void **state) {
    Table table = table_new(*state);
    table_set(&table, STR("a"), NULL);
    assert_true(table_has(&table, STR("a")));
    assert_null(table_get(&table, STR("a")));
}

static void the_empty_text_is_a_key_like_others(void **state) {
    Table table = table_new(*state);
    int one;
    table_set(&table, STR_NONE, &one);
    assert_ptr_equal(table_get(&table, STR("")), &one);
}

// Past the few that are scanned, and through several growths of the index.
static void order_and_values_survive_growth(void **state) {
    Table table = table_new(*state);
    size_t values[3000];
    for (size_t i = 0; i < 3000; i++) {
        values[i] = i;
        table_set(&table, str_format(*state, "key-%zu", i * 7919 % 3001), &values[i]);
    }
    assert_int_equal(table.count, 3000);
    for (size_t i = 0; i < 3000; i++) {
        const Str key = str_format(*state, "key-%zu", i * 7919 % 3001);
        assert_ptr_equal(table_get(&table, key), &values[i]);
        assert_true(str_equal(table.entries[i].key, key));
    }
    assert_null(table_get(&table, STR("key-9999")));
}

const struct CMUnitTest table_tests[] = {
    arena_test(a_new_table_has_nothing),
    arena_test(what_was_set_is_found),
    arena_test(setting_again_replaces_and_gives_the_old_value),
    arena_test(a_null_value_is_there_all_the_same),
    arena_test(the_empty_text_is_a_key_like_others),
    arena_test(order_and_values_survive_growth),
};
SUITE(table);
