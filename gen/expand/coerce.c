// What a place of a declared type makes of a value: checked, completed, and where it is safe turned
// into what the type says.
#include "base/buffer.h"
#include "base/nearest.h"
#include "expand/model.h"

// ---- blame

static bool is_built_in(const Expander *e, Span span) {
    const SourceFile *file = sources_file_at(e->sources, span.start);
    return !file || file->built_in;
}

Span coerce_blame(Expander *e, const Instance *instance, Span span) {
    if (!is_built_in(e, span)) return span;
    return instance && !span_is_none(instance->span) ? instance->span : span;
}

void coerce_note_template(Expander *e, Diag *diag, Span span, Span shown) {
    if (span.start != shown.start && !span_is_none(span)) diag_note(e->diags, diag, span, "it comes from here");
}

Span coerce_shown(Expander *e, const Term *term, Span blame) { return is_built_in(e, term->span) ? blame : term->span; }

static Span shown(Expander *e, const Term *term, const CoercePlace *place) {
    return coerce_shown(e, term, place->blame);
}

// ---- types in words

static void describe(Buffer *out, const TypeExpr *type) {
    switch (type->kind) {
    case TYPE_EXPR_POISON: break;
    case TYPE_EXPR_NAME:
    case TYPE_EXPR_AWS: buffer_add_format(out, "`%.*s`", STR_ARG(type->name.text)); break;
    case TYPE_EXPR_INT: buffer_add(out, type->name.text); break;
    case TYPE_EXPR_STRING: buffer_add_format(out, "\"%.*s\"", STR_ARG(type->name.text)); break;
    case TYPE_EXPR_APPLIED:
        buffer_add_format(out, "a %.*s of ", STR_ARG(type->name.text));
        describe(out, type->inner);
        break;
    case TYPE_EXPR_UNION:
        for (size_t i = 0; i < type->members.count; i++) {
            if (i) buffer_add_text(out, i + 1 == type->members.count ? " or " : ", ");
            describe(out, type->members.at[i]);
        }
        break;
    case TYPE_EXPR_RECORD: buffer_add_text(out, "a map of fields"); break;
    case TYPE_EXPR_OFFERS: buffer_add_format(out, "something that offers `%.*s`", STR_ARG(type->name.text)); break;
    }
}

static Str in_words(Expander *e, const TypeExpr *type) {
    Buffer out = buffer_new(e->arena);
    describe(&out, type);
    return buffer_str(&out);
}

static bool is_digits(Str text) {
    Decimal number;
    return decimal_parse(text, &number);
}

// The slip that is the likeliest: one element instead of a list, a number in quotes.
static void suggest_form(Expander *e, Diag *diag, const Term *term, Want want, Span span) {
    if (is_built_in(e, span)) return;
    const Str written = sources_text(e->sources, span);
    const bool list = want.type->kind == TYPE_EXPR_APPLIED && str_is(want.type->name.text, "list");
    if (list && term->kind != TERM_LIST && coerce_fits(e, term, (Want){want.type->inner, want.home})) {
        const Str better = str_format(e->arena, "[%.*s]", STR_ARG(written));
        diag_label(e->diags, diag, "write `%.*s`", STR_ARG(better));
        diag_fix(e->diags, diag, span, better);
    } else if (term->kind == TERM_STRING && is_digits(term->as.text) && !list) {
        diag_label(e->diags, diag, "write `%.*s`, without quotes", STR_ARG(term->as.text));
        diag_fix(e->diags, diag, span, term->as.text);
    }
}

// What was found, by name where it has one.
static Str found_in_words(Expander *e, const Term *term) {
    if (term->kind == TERM_RESOURCE)
        return str_format(e->arena, "the %.*s `%.*s`", STR_ARG(term->as.resource->type),
                          STR_ARG(term->as.resource->path));
    if (term->kind == TERM_INSTANCE && term->as.instance->template)
        return str_format(e->arena, "the instance `%.*s` of `%.*s`", STR_ARG(term->as.instance->path),
                          STR_ARG(term->as.instance->template->name.text));
    return term_description(e->arena, term);
}

// Why an instance is not what is wanted.
static void suggest_output(Expander *e, Diag *diag, const Instance *instance, Want want) {
    Module *home;
    const Str own = instance->template ? instance->template->name.text : STR("the stack");
    if (want.type->kind == TYPE_EXPR_OFFERS) {
        diag_label(e->diags, diag, "`%.*s` has no output of the type `%.*s`", STR_ARG(own),
                   STR_ARG(want.type->name.text));
        return;
    }
    const bool named = want.type->kind == TYPE_EXPR_NAME;
    const Decl *template = named ? library_find_template(e->library, want.home, want.type->name.text, &home) : NULL;
    for (size_t i = 0; template && i < template->as.template_body.decls.count; i++) {
        const Decl *decl = template->as.template_body.decls.at[i];
        if (decl->kind != DECL_OUTPUT || instance_has_output(instance, decl->name.text)) continue;
        diag_label(e->diags, diag, "`%.*s` has no output `%.*s`", STR_ARG(own), STR_ARG(decl->name.text));
        return;
    }
}

static const Term *mismatch(Expander *e, const Term *term, Want want, const CoercePlace *place) {
    const Str wanted = in_words(e, want.type), found = found_in_words(e, term);
    const Span span = shown(e, term, place);
    Diag *diag = diag_add(e->diags, DIAG_TYPE_MISMATCH, span, "%s `%.*s` takes %.*s, not %.*s", place->kind,
                          STR_ARG(place->name), STR_ARG(wanted), STR_ARG(found));
    suggest_form(e, diag, term, want, span);
    if (term->kind == TERM_INSTANCE) suggest_output(e, diag, term->as.instance, want);
    diag_note(e->diags, diag, place->declared, "`%.*s` is declared here", STR_ARG(place->name));
    coerce_note_template(e, diag, term->span, span);
    return term_poison(e->arena, term->span);
}

// ---- scalars

static const Term *as_string(Expander *e, const Term *term) {
    Str text;
    switch ((int)term->kind) {
    case TERM_STRING: return term;
    case TERM_NUMBER:
    case TERM_CIDR:
        term_text_of(e->arena, term, &text);
        return term_after(e->arena, term_string(e->arena, term->span, text), term->after);
    case TERM_RESOURCE: return resource_ref(e, term, term->span);
    case TERM_LATER: return term->as.later.type == LATER_LIST ? NULL : term;
    default: return NULL;
    }
}

static const Term *as_cidr(Expander *e, const Term *term) {
    if (term->kind == TERM_CIDR) return term;
    if (term->kind == TERM_LATER && term->as.later.type != LATER_LIST) return term;
    if (term->kind != TERM_STRING) return NULL;
    const Term *cidr = term_written_cidr(e->arena, term->span, term->as.text);
    // An IPv6 range has no literal: it stays the text that it is.
    if (term_is_poison(cidr)) return str_find_byte(term->as.text, ':', 0) < term->as.text.length ? term : NULL;
    return cidr;
}

static bool may_be(const Term *term, LaterType type) {
    return term->kind == TERM_LATER && (term->as.later.type == type || term->as.later.type == LATER_ANY ||
                                        (type != LATER_LIST && term->as.later.type == LATER_STRING));
}

static const Term *as_basic(Expander *e, const Term *term, Str name, bool *is_basic) {
    *is_basic = true;
    if (str_is(name, "any")) return term;
    if (str_is(name, "string")) return as_string(e, term);
    if (str_is(name, "cidr")) return as_cidr(e, term);
    if (str_is(name, "int")) {
        const bool whole = term->kind == TERM_NUMBER && decimal_is_integer(term->as.number.number);
        return whole || may_be(term, LATER_NUMBER) ? term : NULL;
    }
    if (str_is(name, "number")) return term->kind == TERM_NUMBER || may_be(term, LATER_NUMBER) ? term : NULL;
    if (str_is(name, "bool")) return term->kind == TERM_BOOL || may_be(term, LATER_BOOL) ? term : NULL;
    if (str_is(name, "size")) return term->kind == TERM_SIZE ? term : NULL;
    if (str_is(name, "duration")) return term->kind == TERM_DURATION ? term : NULL;
    if (str_is(name, "percent")) return term->kind == TERM_PERCENT ? term : NULL;
    *is_basic = false;
    return NULL;
}

// ---- records

typedef struct Field {
    Expander *e;
    const RecordField *field; // null: an entry of a map(T)
    Want want;
    Lazy *given; // null: not given
    CoercePlace place;
} Field;

static const Term *default_of(Expander *e, const Field *field) {
    if (!field->field->fallback) return term_null(e->arena, field->field->span);
    const Instance *home = scope_module_instance(e, (Module *)(uintptr_t)field->want.home);
    return evaluate(e, home->body, field->field->fallback, field->want);
}

static const Term *work(Lazy *lazy) {
    const Field *field = lazy->context;
    Expander *e = field->e;
    if (lazy->state == LAZY_RUNNING) {
        lazy->term = term_poison(e->arena, field->place.blame);
        lazy->state = LAZY_DONE;
        return lazy->term;
    }
    lazy->state = LAZY_RUNNING;
    const Term *term = field->given ? lazy_force(field->given) : term_null(e->arena, field->place.blame);
    if (term_is_null(term) && field->field) term = default_of(e, field);
    if (term_is_null(term)) {
        if (!field->field || field->field->optional || field->field->fallback) return term;
        Diag *diag = diag_add(e->diags, DIAG_FIELD_MISSING, field->place.blame, "the field `%.*s` has no value",
                              STR_ARG(field->place.name));
        diag_note(e->diags, diag, field->field->span, "it is declared here");
        return term_poison(e->arena, term->span);
    }
    return coerce(e, term, field->want, &field->place);
}

static Lazy *lazy_field(Expander *e, Field made) {
    Field *field = arena_make(e->arena, Field);
    *field = made;
    field->e = e;
    Lazy *lazy = arena_make(e->arena, Lazy);
    *lazy = (Lazy){.work = work, .context = field};
    return lazy;
}

static const TermEntry *entry_of(const Term *map, Str key) {
    for (size_t i = 0; i < map->as.map.count; i++)
        if (str_equal(map->as.map.entries[i].key, key)) return &map->as.map.entries[i];
    return NULL;
}

static const RecordField *field_of(const TypeExpr *record, Str name) {
    for (size_t i = 0; i < record->fields.count; i++)
        if (str_equal(record->fields.at[i].name.text, name)) return &record->fields.at[i];
    return NULL;
}

static bool check_fields(Expander *e, const Term *map, const TypeExpr *record, const CoercePlace *place) {
    bool good = true;
    for (size_t i = 0; i < map->as.map.count; i++) {
        const TermEntry *entry = &map->as.map.entries[i];
        if (field_of(record, entry->key)) continue;
        Nearest nearest = nearest_to(entry->key);
        for (size_t k = 0; k < record->fields.count; k++) nearest_offer(&nearest, record->fields.at[k].name.text);
        Diag *diag = diag_add(e->diags, DIAG_FIELD_UNKNOWN, entry->key_span, "%s `%.*s` has no field `%.*s`",
                              place->kind, STR_ARG(place->name), STR_ARG(entry->key));
        diag_suggest(e->diags, diag, entry->key_span, nearest.best);
        diag_note(e->diags, diag, record->span, "its fields are declared here");
        good = false;
    }
    return good;
}

static bool is_required(const RecordField *field) { return !field->optional && !field->fallback; }

static const Term *as_record(Expander *e, const Term *term, const TypeExpr *record, const Module *home,
                             const CoercePlace *place) {
    if (term->kind != TERM_MAP) return NULL;
    if (!check_fields(e, term, record, place)) return term_poison(e->arena, term->span);
    TermEntry *entries = arena_alloc_array(e->arena, record->fields.count, sizeof *entries);
    for (size_t i = 0; i < record->fields.count; i++) {
        const RecordField *field = &record->fields.at[i];
        const TermEntry *given = entry_of(term, field->name.text);
        const Span span = given ? given->key_span : term->span;
        if (!given && is_required(field)) {
            Diag *diag = diag_add(e->diags, DIAG_FIELD_MISSING, shown(e, term, place), "the field `%.*s` is missing",
                                  STR_ARG(field->name.text));
            diag_note(e->diags, diag, field->span, "it is declared here");
        }
        const Span blame = is_built_in(e, span) ? place->blame : span;
        const Field made = {.field = field,
                            .want = {field->type, home},
                            .given = given ? given->value : NULL,
                            .place = {"field", field->name.text, field->span, blame}};
        entries[i] = (TermEntry){field->name.text, span,
                                 given || !is_required(field) ? lazy_field(e, made)
                                                              : lazy_known(e->arena, term_poison(e->arena, span))};
    }
    return term_after(e->arena, term_map(e->arena, term->span, entries, record->fields.count), term->after);
}

// ---- lists, maps, ranges

static const Term *as_list(Expander *e, const Term *term, Want want, const CoercePlace *place) {
    if (term->kind == TERM_LATER) return may_be(term, LATER_LIST) ? term : NULL;
    if (term->kind == TERM_MAP && term->as.map.family)
        term = term_after(e->arena, term_list(e->arena, term->span, term_values(e->arena, term)), term->after);
    if (term->kind != TERM_LIST) return NULL;
    TermList items = {0};
    for (size_t i = 0; i < term->as.list.items.count; i++)
        vector_add(e->arena, &items, coerce(e, term->as.list.items.at[i], want, place));
    return term_after(e->arena, term_list(e->arena, term->span, items), term->after);
}

static const Term *as_map(Expander *e, const Term *term, Want want, const CoercePlace *place) {
    if (term->kind != TERM_MAP) return NULL;
    TermEntry *entries = arena_alloc_array(e->arena, term->as.map.count, sizeof *entries);
    for (size_t i = 0; i < term->as.map.count; i++) {
        const TermEntry *given = &term->as.map.entries[i];
        const Field made = {.want = want, .given = given->value, .place = *place};
        entries[i] = (TermEntry){given->key, given->key_span, lazy_field(e, made)};
    }
    Term *map = arena_make(e->arena, Term);
    *map = *term;
    map->as.map.entries = entries;
    return map;
}

static bool is_known_quantity(const Term *term) {
    return term->kind == TERM_NUMBER || term->kind == TERM_SIZE || term->kind == TERM_DURATION ||
           term->kind == TERM_PERCENT;
}

static const Term *as_range(Expander *e, const Term *term, Want want, const CoercePlace *place) {
    if (term->kind != TERM_RANGE) {
        if (!term_is_later(term) && !coerce_fits(e, term, want)) return NULL;
        const Term *one = coerce(e, term, want, place);
        return term_is_poison(one) ? one : term_range(e->arena, term->span, one, one);
    }
    const Term *low = coerce(e, term->as.range.low, want, place), *high = coerce(e, term->as.range.high, want, place);
    if (term_is_poison(low) || term_is_poison(high)) return term_poison(e->arena, term->span);
    if (is_known_quantity(low) && is_known_quantity(high) &&
        decimal_compare(low->as.number.number, high->as.number.number) > 0) {
        const Str text = term_description(e->arena, term);
        diag_add(e->diags, DIAG_RANGE_REVERSED, shown(e, term, place), "the range %.*s ends before it begins",
                 STR_ARG(text));
        return term_poison(e->arena, term->span);
    }
    return term_range(e->arena, term->span, low, high);
}

static const Term *as_applied(Expander *e, const Term *term, Want want, const CoercePlace *place) {
    const Want inner = {want.type->inner, want.home};
    const Str constructor = want.type->name.text;
    if (str_is(constructor, "list")) return as_list(e, term, inner, place);
    if (str_is(constructor, "map")) return as_map(e, term, inner, place);
    if (str_is(constructor, "range")) return as_range(e, term, inner, place);
    return term_poison(e->arena, term->span);
}

// ---- instances

static bool offers(const Instance *instance, Str record) {
    for (size_t i = 0; i < instance->members.count; i++) {
        const Member *member = instance->members.entries[i].value;
        const Decl *output = member->kind == DECL_OUTPUT ? member->decl : member->published;
        const TypeExpr *type = output ? output->as.member.type : NULL;
        if (type && type->kind == TYPE_EXPR_NAME && str_equal(type->name.text, record)) return true;
    }
    return false;
}

// Whether an instance has every output of a template: then it can stand in for one.
static bool looks_like(const Instance *instance, const Decl *template) {
    if (instance->template == template) return true;
    size_t outputs = 0;
    const Block *body = &template->as.template_body;
    for (size_t i = 0; i < body->decls.count; i++) {
        if (body->decls.at[i]->kind != DECL_OUTPUT) continue;
        outputs++;
        if (!instance_has_output(instance, body->decls.at[i]->name.text)) return false;
    }
    return outputs > 0;
}

static const Term *as_named(Expander *e, const Term *term, Want want, const CoercePlace *place) {
    bool is_basic;
    const Str name = want.type->name.text;
    const Term *basic = as_basic(e, term, name, &is_basic);
    if (is_basic) return basic;
    const Module *home;
    const Decl *type = library_find_type(want.home, name, &home);
    if (type && type->as.type && type->as.type->kind == TYPE_EXPR_RECORD)
        return as_record(e, term, type->as.type, home, place);
    if (type && type->as.type) return coerce(e, term, (Want){type->as.type, home}, place);
    Module *template_home;
    const Decl *template = library_find_template(e->library, want.home, name, &template_home);
    if (!template) return term_poison(e->arena, term->span); // resolve/ has told
    return term->kind == TERM_INSTANCE && looks_like(term->as.instance, template) ? term : NULL;
}

// ---- unions and literals

static bool is_literal(const TypeExpr *type) { return type->kind == TYPE_EXPR_STRING || type->kind == TYPE_EXPR_INT; }

static bool equals_literal(const Term *term, const TypeExpr *type) {
    if (type->kind == TYPE_EXPR_STRING) return term->kind == TERM_STRING && str_equal(term->as.text, type->name.text);
    return term->kind == TERM_NUMBER && str_equal(term->as.number.text, type->name.text);
}

static const Term *outside_enumeration(Expander *e, const Term *term, Want want, const CoercePlace *place) {
    Nearest nearest = nearest_to(term->kind == TERM_STRING ? term->as.text : STR_NONE);
    for (size_t i = 0; i < want.type->members.count; i++)
        if (is_literal(want.type->members.at[i])) nearest_offer(&nearest, want.type->members.at[i]->name.text);
    const Str found = term_description(e->arena, term), allowed = in_words(e, want.type);
    const Span span = shown(e, term, place);
    Diag *diag = diag_add(e->diags, DIAG_ENUM_UNKNOWN, span, "%s `%.*s` cannot be %.*s", place->kind,
                          STR_ARG(place->name), STR_ARG(found));
    diag_label(e->diags, diag, "it takes %.*s", STR_ARG(allowed));
    if (nearest_found(&nearest) && !is_built_in(e, span))
        diag_fix(e->diags, diag, span, str_format(e->arena, "\"%.*s\"", STR_ARG(nearest.best)));
    diag_note(e->diags, diag, place->declared, "`%.*s` is declared here", STR_ARG(place->name));
    return term_poison(e->arena, term->span);
}

static const Term *as_union(Expander *e, const Term *term, Want want, const CoercePlace *place) {
    bool literals = true;
    for (size_t i = 0; i < want.type->members.count; i++) {
        const Want member = {want.type->members.at[i], want.home};
        literals = literals && is_literal(member.type);
        if (coerce_fits(e, term, member)) return coerce(e, term, member, place);
    }
    const bool scalar = term->kind == TERM_STRING || term->kind == TERM_NUMBER;
    if (literals && term->kind == TERM_LATER && term->as.later.type != LATER_LIST) return term;
    return literals && scalar ? outside_enumeration(e, term, want, place) : NULL;
}

bool coerce_fits(Expander *e, const Term *term, Want want) {
    bool is_basic;
    switch (want.type->kind) {
    case TYPE_EXPR_POISON: return false;
    case TYPE_EXPR_STRING:
    case TYPE_EXPR_INT: return equals_literal(term, want.type);
    case TYPE_EXPR_AWS: return term->kind == TERM_RESOURCE && str_equal(term->as.resource->type, want.type->name.text);
    case TYPE_EXPR_OFFERS: return term->kind == TERM_INSTANCE && offers(term->as.instance, want.type->name.text);
    case TYPE_EXPR_RECORD: return term->kind == TERM_MAP;
    case TYPE_EXPR_APPLIED:
        if (str_is(want.type->name.text, "list")) return term->kind == TERM_LIST;
        if (str_is(want.type->name.text, "map")) return term->kind == TERM_MAP;
        return term->kind == TERM_RANGE || coerce_fits(e, term, (Want){want.type->inner, want.home});
    case TYPE_EXPR_UNION:
        for (size_t i = 0; i < want.type->members.count; i++)
            if (coerce_fits(e, term, (Want){want.type->members.at[i], want.home})) return true;
        return false;
    case TYPE_EXPR_NAME: break;
    }
    const Term *basic = as_basic(e, term, want.type->name.text, &is_basic);
    if (is_basic) return basic != NULL;
    const Module *home;
    const Decl *type = library_find_type(want.home, want.type->name.text, &home);
    if (type) return type->as.type && coerce_fits(e, term, (Want){type->as.type, home});
    Module *template_home;
    const Decl *template = library_find_template(e->library, want.home, want.type->name.text, &template_home);
    return template && term->kind == TERM_INSTANCE && looks_like(term->as.instance, template);
}

const Term *coerce(Expander *e, const Term *term, Want want, const CoercePlace *place) {
    if (!want.type || term_is_poison(term)) return term;
    const Term *made = NULL;
    switch (want.type->kind) {
    case TYPE_EXPR_POISON: return term;
    case TYPE_EXPR_NAME: made = as_named(e, term, want, place); break;
    case TYPE_EXPR_APPLIED: made = as_applied(e, term, want, place); break;
    case TYPE_EXPR_UNION: made = as_union(e, term, want, place); break;
    case TYPE_EXPR_RECORD: made = as_record(e, term, want.type, want.home, place); break;
    case TYPE_EXPR_AWS:
    case TYPE_EXPR_STRING:
    case TYPE_EXPR_INT:
    case TYPE_EXPR_OFFERS: made = coerce_fits(e, term, want) ? term : NULL; break;
    }
    return made ? made : mismatch(e, term, want, place);
}
