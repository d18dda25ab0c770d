#include "unit/suite.h"

#include "base/nearest.h"

static Str nearest_of(const char *wanted, const char *const *candidates) {
    Nearest nearest = nearest_to(str_of(wanted));
    for (; *candidates; candidates++) nearest_offer(&nearest, str_of(*candidates));
    assert_int_equal(nearest_found(&nearest), nearest.best.length > 0);
    return nearest.best;
}

#define OF(wanted, ...) nearest_of((wanted), (const char *const[]){__VA_ARGS__, NULL})

static void one_slip_of_the_hand_is_seen_through(void **state) {
    (void)state;
    assert_str(OF("strign", "number", "string", "strange"), "string"); // two letters swapped
    assert_str(OF("databse", "dashboard", "database"), "database");    // one left out
    assert_str(OF("networkk", "network"), "network");                  // one too many
    assert_str(OF("sebvice", "service"), "service");                   // another one
    assert_str(OF("vpcid", "VpcId"), "VpcId");                         // letter case
}

static void what_is_nothing_alike_is_not_offered(void **state) {
    (void)state;
    assert_str(OF("network", "database", "key"), "");
    assert_str(OF("x", "y", "z"), "");
    assert_str(OF("ab", "cd"), "");
}

static void the_nearest_wins_and_of_equals_the_first(void **state) {
    (void)state;
    assert_str(OF("secret", "secreta", "secret_key", "secretb"), "secreta");
    assert_str(OF("counts", "countsxx", "count"), "count");
}

static void empty_and_endless_names_are_no_trouble(void **state) {
    (void)state;
    char endless[500];
    for (size_t i = 0; i < 499; i++) endless[i] = 'a';
    endless[499] = '\0';
    assert_str(OF("", "a", "b"), "");
    assert_str(OF("a", ""), "");
    assert_str(OF(endless, "a", endless), "");
    assert_str(OF("a", endless), "");
}

const struct CMUnitTest nearest_tests[] = {
    cmocka_unit_test(one_slip_of_the_hand_is_seen_through),
    cmocka_unit_test(what_is_nothing_alike_is_not_offered),
    cmocka_unit_test(the_nearest_wins_and_of_equals_the_first),
    cmocka_unit_test(empty_and_endless_names_are_no_trouble),
};
SUITE(nearest);
