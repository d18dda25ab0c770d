#include "validate/logic.h"

#include "base/table.h"

typedef enum FormulaKind {
    FORMULA_ATOM,
    FORMULA_NAME,
    FORMULA_AND,
    FORMULA_OR,
    FORMULA_NOT,
    FORMULA_FIXED
} FormulaKind;

typedef struct Formula Formula;
struct Formula {
    FormulaKind kind;
    bool holds; // FIXED
    int number; // ATOM: of the atom; NAME: of the condition
    VECTOR(Formula *) parts;
};

// A comparison of `subject` with a text, or of two things that are not text (no literal then).
typedef struct Atom {
    const Value *left, *right;
    const Value *subject;
    const Value *literal;
    bool listed;     // the subject is a parameter with AllowedValues
    bool impossible; // the literal is not among them
    bool is_region;
} Atom;

typedef struct Choice { // atoms of which one must hold: they name all that a parameter may be
    VECTOR(int) atoms;
} Choice;

struct Logic {
    Arena *arena;
    Table names;                // -> number + 1
    VECTOR(Formula *) formulas; // by number
    VECTOR(Atom) atoms;
    VECTOR(Choice) choices;
    // a question being answered
    signed char *truth; // of atoms: 1, 0, -1
    signed char *seen;  // of conditions, within one evaluation: 3 unseen, 2 being evaluated, else truth
    size_t steps;
    bool strictly;
};

enum { MOST_STEPS = 4000, MOST_DEPTH = 60 };

// ---- reading

static bool is_text(const Value *value) {
    return value->kind == VALUE_STRING || value->kind == VALUE_NUMBER || value->kind == VALUE_BOOL;
}

static Str text_of(const Value *value) {
    if (value->kind == VALUE_BOOL) return value->as.boolean ? STR("true") : STR("false");
    return value->as.text;
}

static bool same(const Value *a, const Value *b) {
    if (is_text(a) && is_text(b)) return str_equal(text_of(a), text_of(b));
    return value_equal(a, b);
}

static const Value *allowed_values(const Value *parameters, const Value *subject) {
    if (!parameters || !value_is_call(subject, INTRINSIC_REF)) return NULL;
    const Value *name = subject->as.call.argument;
    if (name->kind != VALUE_STRING) return NULL;
    const Value *allowed = value_get(value_get(parameters, name->as.text), STR("AllowedValues"));
    return allowed && allowed->kind == VALUE_LIST && allowed->as.items.count ? allowed : NULL;
}

static bool is_allowed(const Value *allowed, const Value *literal) {
    for (size_t i = 0; i < allowed->as.items.count; i++)
        if (same(allowed->as.items.at[i], literal)) return true;
    return false;
}

static bool is_region(const Value *subject) {
    return value_is_call(subject, INTRINSIC_REF) && subject->as.call.argument->kind == VALUE_STRING &&
           str_is(subject->as.call.argument->as.text, "AWS::Region");
}

static int add_atom(Logic *logic, const Value *parameters, const Value *left, const Value *right) {
    for (size_t i = 0; i < logic->atoms.count; i++) {
        const Atom *atom = &logic->atoms.at[i];
        if ((same(atom->left, left) && same(atom->right, right)) ||
            (same(atom->left, right) && same(atom->right, left)))
            return (int)i;
    }
    Atom atom = {.left = left, .right = right};
    if (is_text(right)) atom.subject = left, atom.literal = right;
    if (is_text(left)) atom.subject = right, atom.literal = left;
    const Value *allowed = atom.subject ? allowed_values(parameters, atom.subject) : NULL;
    atom.listed = allowed != NULL;
    atom.impossible = allowed && !is_allowed(allowed, atom.literal);
    atom.is_region = atom.subject && is_region(atom.subject);
    vector_add(logic->arena, &logic->atoms, atom);
    return (int)logic->atoms.count - 1;
}

static Formula *new_formula(Logic *logic, FormulaKind kind) {
    Formula *formula = arena_make(logic->arena, Formula);
    formula->kind = kind;
    return formula;
}

static Formula *read_formula(Logic *logic, const Value *parameters, const Value *value, int depth);

static Formula *read_equals(Logic *logic, const Value *parameters, const Value *pair) {
    if (pair->kind != VALUE_LIST || pair->as.items.count != 2) return NULL;
    const Value *left = pair->as.items.at[0], *right = pair->as.items.at[1];
    Formula *formula = new_formula(logic, FORMULA_ATOM);
    if (is_text(left) && is_text(right)) {
        formula->kind = FORMULA_FIXED;
        formula->holds = same(left, right);
    } else {
        formula->number = add_atom(logic, parameters, left, right);
    }
    return formula;
}

static Formula *read_parts(Logic *logic, const Value *parameters, const Value *list, FormulaKind kind, int depth) {
    if (list->kind != VALUE_LIST || (kind == FORMULA_NOT && list->as.items.count != 1)) return NULL;
    Formula *formula = new_formula(logic, kind);
    for (size_t i = 0; i < list->as.items.count; i++) {
        Formula *part = read_formula(logic, parameters, list->as.items.at[i], depth + 1);
        if (!part) return NULL;
        vector_add(logic->arena, &formula->parts, part);
    }
    return formula;
}

static Formula *read_name(Logic *logic, const Value *name) {
    const int number = name->kind == VALUE_STRING ? logic_find(logic, name->as.text) : -1;
    if (number < 0) return NULL;
    Formula *formula = new_formula(logic, FORMULA_NAME);
    formula->number = number;
    return formula;
}

// Null for what is no condition: nothing is known of it then.
static Formula *read_formula(Logic *logic, const Value *parameters, const Value *value, int depth) {
    if (value->kind != VALUE_CALL || depth > MOST_DEPTH) return NULL;
    const Value *argument = value->as.call.argument;
    const Intrinsic function = value->as.call.function;
    if (function == INTRINSIC_EQUALS) return read_equals(logic, parameters, argument);
    if (function == INTRINSIC_AND) return read_parts(logic, parameters, argument, FORMULA_AND, depth);
    if (function == INTRINSIC_OR) return read_parts(logic, parameters, argument, FORMULA_OR, depth);
    if (function == INTRINSIC_NOT) return read_parts(logic, parameters, argument, FORMULA_NOT, depth);
    if (function == INTRINSIC_CONDITION) return read_name(logic, argument);
    return NULL;
}

static bool compares(const Logic *logic, size_t atom, const Value *subject, const Value *literal) {
    const Atom *a = &logic->atoms.at[atom];
    return a->literal && value_equal(a->subject, subject) && same(a->literal, literal);
}

// The parameters all of whose values some comparison names.
static void read_choice(Logic *logic, const ValueEntry *parameter) {
    const Value *allowed = value_get(parameter->value, STR("AllowedValues"));
    if (!allowed || allowed->kind != VALUE_LIST || !allowed->as.items.count) return;
    Value *name = value_string(logic->arena, SPAN_NONE, parameter->key);
    const Value *subject = value_call(logic->arena, SPAN_NONE, INTRINSIC_REF, name);
    Choice choice = {0};
    for (size_t i = 0; i < allowed->as.items.count; i++) {
        size_t atom = 0;
        if (!is_text(allowed->as.items.at[i])) return;
        while (atom < logic->atoms.count && !compares(logic, atom, subject, allowed->as.items.at[i])) atom++;
        if (atom == logic->atoms.count) return;
        vector_add(logic->arena, &choice.atoms, (int)atom);
    }
    vector_add(logic->arena, &logic->choices, choice);
}

Logic *logic_new(Arena *arena, const Value *parameters, const Value *conditions) {
    Logic *logic = arena_make(arena, Logic);
    *logic = (Logic){.arena = arena, .names = table_new(arena)};
    if (!conditions || conditions->kind != VALUE_MAP) return logic;
    for (size_t i = 0; i < conditions->as.entries.count && i < LOGIC_MOST; i++)
        if (!table_has(&logic->names, conditions->as.entries.at[i].key))
            table_set(&logic->names, conditions->as.entries.at[i].key, (void *)(uintptr_t)(logic->names.count + 1));
    for (size_t i = 0; i < logic->names.count; i++)
        vector_add(arena, &logic->formulas,
                   read_formula(logic, parameters, value_get(conditions, logic->names.entries[i].key), 0));
    if (parameters && parameters->kind == VALUE_MAP)
        for (size_t i = 0; i < parameters->as.entries.count; i++) read_choice(logic, &parameters->as.entries.at[i]);
    logic->truth = arena_alloc(arena, logic->atoms.count + 1);
    logic->seen = arena_alloc(arena, logic->names.count + 1);
    return logic;
}

int logic_find(const Logic *logic, Str name) { return (int)(uintptr_t)table_get(&logic->names, name) - 1; }

Str logic_name(const Logic *logic, int condition) { return logic->names.entries[condition].key; }

// ---- facts

int logic_known(const Facts *facts, int condition) {
    if (condition < 0) return -1;
    const uint64_t bit = (uint64_t)1 << (condition % 64);
    if (!(facts->known[condition / 64] & bit)) return -1;
    return facts->holds[condition / 64] & bit ? 1 : 0;
}

void logic_assume(Facts *facts, int condition, bool holds) {
    if (condition < 0) return;
    const uint64_t bit = (uint64_t)1 << (condition % 64);
    facts->known[condition / 64] |= bit;
    facts->holds[condition / 64] &= ~bit;
    if (holds) facts->holds[condition / 64] |= bit;
}

// ---- evaluating: 1, 0, or -1 for unknown; `*open` gets an atom that it depends on

enum { UNSEEN = 3, BUSY = 2 };

static int evaluate(Logic *logic, const Formula *formula, int *open, int depth);

static int evaluate_name(Logic *logic, int number, int *open, int depth) {
    if (logic->seen[number] != UNSEEN) return logic->seen[number] == BUSY ? -1 : logic->seen[number];
    logic->seen[number] = BUSY;
    const int result = evaluate(logic, logic->formulas.at[number], open, depth + 1);
    logic->seen[number] = (signed char)result;
    return result;
}

static int evaluate_parts(Logic *logic, const Formula *formula, int *open, int depth) {
    const int decisive = formula->kind == FORMULA_AND ? 0 : 1;
    int result = 1 - decisive;
    for (size_t i = 0; i < formula->parts.count; i++) {
        const int part = evaluate(logic, formula->parts.at[i], open, depth + 1);
        if (part == decisive) return decisive;
        if (part < 0) result = -1;
    }
    return result;
}

static int evaluate(Logic *logic, const Formula *formula, int *open, int depth) {
    if (!formula || depth > MOST_DEPTH) return -1;
    int part;
    switch (formula->kind) {
    case FORMULA_FIXED: return formula->holds;
    case FORMULA_NAME: return evaluate_name(logic, formula->number, open, depth);
    case FORMULA_AND:
    case FORMULA_OR: return evaluate_parts(logic, formula, open, depth);
    case FORMULA_NOT: part = evaluate(logic, formula->parts.at[0], open, depth + 1); return part < 0 ? -1 : 1 - part;
    case FORMULA_ATOM:
        if (logic->truth[formula->number] < 0 && *open < 0) *open = formula->number;
        return logic->truth[formula->number];
    }
    return -1;
}

// 1: all facts are so; 0: one is not; -1: that depends on `*open`, if there is one.
static int judge(Logic *logic, const Facts *facts, int *open) {
    int result = 1;
    *open = -1;
    for (size_t i = 0; i < logic->names.count; i++) logic->seen[i] = UNSEEN;
    for (int i = 0; i < (int)logic->names.count; i++) {
        const int wanted = logic_known(facts, i);
        if (wanted < 0) continue;
        const int found = evaluate_name(logic, i, open, 0);
        if (found < 0) result = -1;
        if (found >= 0 && found != wanted) return 0;
    }
    return result;
}

// ---- trying

static bool excludes(const Logic *logic, int a, int b) {
    const Atom *one = &logic->atoms.at[a], *other = &logic->atoms.at[b];
    if (a == b || !one->literal || !other->literal) return false;
    if (!logic->strictly && !one->listed) return false;
    return value_equal(one->subject, other->subject) && !same(one->literal, other->literal);
}

static bool choices_hold(const Logic *logic) {
    for (size_t i = 0; i < logic->choices.count; i++) {
        size_t refused = 0;
        for (size_t j = 0; j < logic->choices.at[i].atoms.count; j++)
            refused += logic->truth[logic->choices.at[i].atoms.at[j]] == 0;
        if (refused == logic->choices.at[i].atoms.count) return false;
    }
    return true;
}

static bool try_facts(Logic *logic, const Facts *facts);

static bool try_atom(Logic *logic, const Facts *facts, int atom, bool holds) {
    signed char *before = arena_alloc(logic->arena, logic->atoms.count + 1);
    for (size_t i = 0; i < logic->atoms.count; i++) before[i] = logic->truth[i];
    logic->truth[atom] = holds;
    bool possible = true;
    for (int i = 0; holds && i < (int)logic->atoms.count; i++) {
        if (!excludes(logic, atom, i)) continue;
        if (logic->truth[i] == 1) possible = false;
        logic->truth[i] = 0;
    }
    possible = possible && choices_hold(logic) && try_facts(logic, facts);
    for (size_t i = 0; i < logic->atoms.count; i++) logic->truth[i] = before[i];
    return possible;
}

static bool try_facts(Logic *logic, const Facts *facts) {
    int open;
    if (logic->steps++ > MOST_STEPS) return true;
    const int verdict = judge(logic, facts, &open);
    if (verdict >= 0) return verdict;
    if (open < 0) return true;
    return try_atom(logic, facts, open, true) || try_atom(logic, facts, open, false);
}

static bool ask(Logic *logic, const Facts *facts, bool strictly, Str region) {
    logic->steps = 0;
    logic->strictly = strictly;
    for (size_t i = 0; i < logic->atoms.count; i++) {
        const Atom *atom = &logic->atoms.at[i];
        logic->truth[i] = strictly && atom->impossible ? 0 : -1;
        if (region.length && atom->is_region) logic->truth[i] = str_equal(text_of(atom->literal), region);
    }
    return try_facts(logic, facts);
}

bool logic_possible(Logic *logic, const Facts *facts, bool strictly) { return ask(logic, facts, strictly, STR_NONE); }

bool logic_possible_in(Logic *logic, const Facts *facts, Str region) { return ask(logic, facts, true, region); }

bool logic_implies(Logic *logic, const Facts *facts, int condition) {
    Facts otherwise = *facts;
    const int known = logic_known(facts, condition);
    if (known >= 0) return known;
    logic_assume(&otherwise, condition, false);
    return !ask(logic, &otherwise, true, STR_NONE);
}
