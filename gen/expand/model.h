// What the files of this room share: the program while it is being expanded.
//
// One Expander is one environment's expansion. It makes a tree of Instances (the stack itself is
// the root, each used file of lets a small instance of its own), settles what exists, and works out
// members when somebody reads them.
#ifndef TIERCE_EXPAND_MODEL_H
#define TIERCE_EXPAND_MODEL_H

#include "base/table.h"
#include "expand/expand.h"
#include "func/func.h"
#include "library/library.h"
#include "library/want.h"
#include "schema/schema.h"
#include "term/term.h"

typedef struct Instance Instance;
typedef struct Resource Resource;
typedef struct Parameter Parameter;
typedef struct Member Member;
typedef struct Scope Scope;
typedef struct Anchor Anchor;
typedef struct Expander Expander;

// A name of a loop, a comprehension or a function's argument.
typedef struct Binding {
    Str name;
    const Term *term;
    const struct Binding *next;
} Binding;

// Where an expression stands: which names it sees and which conditions hold.
struct Scope {
    const Scope *outer; // of the same instance; null at its body
    Instance *instance;
    Module *module; // the file it stands in
    const Binding *bindings;
    Table *locals;      // lets within `for`: Member; or null
    const Guard *guard; // all that holds here, outer scopes' included
};

typedef VECTOR(Str) Keys;

// A name that an instance declares.
struct Member {
    Str name;
    DeclKind kind;
    const Decl *decl;
    const Decl *published; // the output that gives it out under its own name, or null
    Instance *owner;
    Anchor *anchor;     // the declaration of the body that it stands in; null for a local let
    const Scope *scope; // where it stands; null while its `if` has not settled on it
    enum { MEMBER_WAITING, MEMBER_RUNNING, MEMBER_DONE } state;
    const Term *term;
    Table made;                   // by keys: what there is already
    VECTOR(Resource *) resources; // what a resource declaration made
    VECTOR(Instance *) instances; // what an instance declaration made
};

// A declaration of a body, with what it made, in order.
typedef struct Item {
    Resource *resource; // one of the three
    Instance *instance;
    const Decl *check;  // an assert or a warn
    const Decl *output; // an output of the stack
    const Scope *scope;
} Item;

struct Anchor {
    const Decl *decl;
    Instance *instance;
    enum { ANCHOR_WAITING, ANCHOR_RUNNING, ANCHOR_DONE } state;
    bool failed; // what it makes is not known, for a mistake that is reported
    VECTOR(Item) items;
};

struct Instance {
    Str name; // within its parent; empty for the root and for modules
    Keys keys;
    Str path; // `network.default_group`; empty for the root
    Instance *parent;
    const Decl *decl;     // the instance's line; null for the root and for modules
    const Decl *template; // what it is an instance of; null likewise
    Module *module;       // where its body stands
    const Scope *outside; // where its line stands
    const Scope *body;    // where its members stand
    bool existing;
    int depth;
    Span span;     // the user's line that asked for it, through any number of templates
    Table members; // Member
    VECTOR(Anchor *) anchors;
    VECTOR(Instance *) children; // in the order of the source
};

struct Resource {
    const Decl *decl;
    Member *member;
    Instance *instance;
    const Scope *scope;
    Keys keys;
    Str type, path, logical_id;
    SchemaType schema;
    const Guard *guard;
    bool evaluated;
    Value *properties;
    Value *attributes;             // those that go into the template beside Properties
    VECTOR(Resource *) references; // mentioned in its properties
    VECTOR(Resource *) after;      // wanted by `after` and @DependsOn
    size_t index;                  // in the order of the template
};

struct Parameter {
    const Decl *decl;
    Member *member;
    Str logical_id;
    bool used;
    LaterType type;
};

// A line of the environment: it replaces what its path names.
typedef struct Replacement {
    const Path *path;
    Expr *value;
    Span span;
} Replacement;

typedef struct NamedCondition {
    Str name, key;
    const Term *test;
    bool used;
} NamedCondition;

typedef struct NamedMapping {
    Str name;
    const Term *map;
} NamedMapping;

struct Expander {
    Arena *arena;
    Diags *diags;
    Sources *sources;
    Library *library;
    const Decl *environment; // or null
    Instance *root;
    Table modules; // Instance of each module, by its file's name
    VECTOR(Replacement) replacements;
    enum { TREE_WAITING, TREE_RUNNING, TREE_DONE } tree;
    VECTOR(Parameter *) parameters;
    VECTOR(Resource *) resources;
    VECTOR(NamedCondition) conditions; // in the order of first use
    VECTOR(NamedMapping) mappings;
    VECTOR(Member *) running;   // members being worked out: the chain of a circle
    size_t depth, values, made; // of evaluation, and of resources and instances, for the limits
    Resource *lowering;         // whose properties are being written
    bool lost_instance;         // one could not be made, since its template does not exist
    size_t used_before;         // bytes of the arena when the expansion began
    bool out_of_bounds;         // a limit was reached and told
};

enum {
    MOST_EVALUATION_DEPTH = 800,
    MOST_INSTANCE_DEPTH = 16,
    MOST_LOOP = 1000,
    MOST_VALUES = 1000000,
    MOST_BYTES = 256 * 1024 * 1024,
    MOST_MADE = 5000, // resources and instances: ten times what a template may have
};

// ---- evaluate.c
// The term of an expression in normal form; a value that may be absent here is an error.
const Term *evaluate(Expander *e, const Scope *scope, const Expr *expr, Want want);
// The same, but what may be absent keeps its guard: for `?.`, `??`, `== null`, optional inputs.
const Term *evaluate_nullable(Expander *e, const Scope *scope, const Expr *expr, Want want);
Lazy *evaluate_lazily(Expander *e, const Scope *scope, const Expr *expr, Want want);
// Reports a term that may be absent; gives it back, or poison.
const Term *evaluate_present(Expander *e, const Term *term, Span span);
const Term *evaluate_index(Expander *e, const Scope *scope, const Expr *expr);
const Term *evaluate_member(Expander *e, const Scope *scope, const Expr *expr);
// Counts a value against the limit; false once it is passed.
bool evaluate_count(Expander *e, Span span);

// ---- member.c
const Term *member_of_term(Expander *e, const Scope *scope, const Term *target, Name name, Span span);
const Term *member_special(Expander *e, Str root, Name name, Span span);

// What `self.name` gives for an instance of this path.
Str member_name_of(Arena *arena, Str path);

// ---- operator.c, choice.c
const Term *operator_unary(Expander *e, const Scope *scope, const Expr *expr);
const Term *operator_binary(Expander *e, const Scope *scope, const Expr *expr);
const Term *operator_coalesce(Expander *e, const Scope *scope, const Expr *expr, Want want);
const Term *operator_choice(Expander *e, const Scope *scope, const Expr *expr, Want want);
const Term *operator_is(Expander *e, const Scope *scope, const Expr *expr);
const Term *operator_after(Expander *e, const Scope *scope, const Expr *expr, Want want);
// The resources and instances that a term stands for, as what must exist first.
const After *operator_prerequisites(Expander *e, const Term *term);

// ---- collection.c
const Term *collection_list(Expander *e, const Scope *scope, const Expr *expr, Want want);
const Term *collection_map(Expander *e, const Scope *scope, const Expr *expr, Want want);
const Term *collection_list_for(Expander *e, const Scope *scope, const Expr *expr, Want want);
const Term *collection_map_for(Expander *e, const Scope *scope, const Expr *expr, Want want);
const Term *collection_splat(Expander *e, const Scope *scope, const Expr *expr);

// What a `for` goes through: the pairs of a list (position, element), a map (key, value) or a range.
typedef struct Round {
    const Term *first, *second; // as bound to the names; `second` null with one name
    const Guard *guard;         // under which the element exists
} Round;
typedef VECTOR(Round) Rounds;
// False after reporting that it cannot be gone through.
bool collection_rounds(Expander *e, const Scope *scope, const ForClause *clause, Rounds *rounds);
// A scope within `scope` that binds the clause's names; null when the clause's `if` is false.
const Scope *collection_bind(Expander *e, const Scope *scope, const ForClause *clause, const Round *round, bool *keep);
// The text of a known key; false after reporting.
bool collection_key(Expander *e, const Scope *scope, const Expr *expr, Str *key);

// ---- text.c, call.c
const Term *text_evaluate(Expander *e, const Scope *scope, const Expr *expr);
const Term *text_to_json(Expander *e, const Term *term, Span span);
const Term *call_function(Expander *e, const Scope *scope, const Expr *expr, Want want);
const Term *call_intrinsic(Expander *e, const Scope *scope, const Expr *expr);

// ---- query.c
const Term *query_the(Expander *e, const Scope *scope, const Expr *call);
const Term *query_all(Expander *e, const Scope *scope, const Expr *call);

// ---- scope.c
const Scope *scope_inside(Expander *e, const Scope *outer, const Binding *bindings, const Guard *guard);
// What a name stands for; poison, silently, where resolve/ has reported it.
const Term *scope_lookup(Expander *e, const Scope *scope, Name name);
const Decl *scope_find_function(Expander *e, const Scope *scope, Str name, const Scope **home);
Member *scope_find_member(const Scope *scope, Str name);
// What a member of an instance is, for somebody in `scope`.
const Term *scope_member_term(Expander *e, const Scope *scope, Member *member, Span span);
// The type that the language declares for what a name or member stands for, if any.
Want scope_declared_type(const Scope *scope, const Expr *expr);
Instance *scope_module_instance(Expander *e, Module *module);

// ---- instance.c
Instance *instance_new(Expander *e, Instance *parent, const Decl *decl, const Scope *outside, Keys keys);
Instance *instance_of_root(Expander *e);
// Makes all instances of the stack, down to the innermost.
void instance_settle_tree(Expander *e);
void instance_settle(Expander *e, Anchor *anchor);
void instance_settle_all(Expander *e, Instance *instance);
Member *instance_member(const Instance *instance, Str name);
// Whether it has an output of this name, its own or, if it exists already, its template's.
bool instance_has_output(const Instance *instance, Str name);
// The value that the user's line gives an input, or null; of an existing part an output.
const MapEntry *instance_argument(const Instance *instance, Str name);

// ---- coerce.c
// What a place of a declared type makes of a term. `what` and `decl` name the place for messages.
typedef struct CoercePlace {
    const char *kind; // "input", "output", "field"
    Str name;
    Span declared; // where its type stands
    Span blame;    // the user's text to show, where the term's own place is not his
} CoercePlace;
const Term *coerce(Expander *e, const Term *term, Want want, const CoercePlace *place);
// Whether a value of one type can be the other: quietly.
bool coerce_fits(Expander *e, const Term *term, Want want);
// The user's text for a finding about a value: where it was written, or else `blame`.
Span coerce_shown(Expander *e, const Term *term, Span blame);
// The user's text for a finding about something in `instance` that stands at `span`.
Span coerce_blame(Expander *e, const Instance *instance, Span span);
void coerce_note_template(Expander *e, Diag *diag, Span span, Span shown);

// ---- condition.c
// A later bool as a test (Equals, And, Or, Not over parameters); null after reporting.
const Term *condition_test(Expander *e, const Term *term);
const Term *condition_equals(Expander *e, Span span, const Term *a, const Term *b);
const Term *condition_not(Expander *e, Span span, const Term *test);
// What holds where `test` does not: the other branch of an `if`.
const Term *condition_opposite(Expander *e, const Term *test);
const Term *condition_join(Expander *e, Span span, Intrinsic function, const Term *a, const Term *b);
// What holds where a test does: its conjuncts.
const Guard *condition_guard(Expander *e, const Term *test);
// 1: it holds under `guard`; 0: its opposite does; -1: neither is known.
int condition_settled(Expander *e, const Guard *guard, const Term *test);
// The named condition that `test` is, or is the opposite of; else `test` itself.
const Term *condition_named(const Term *test, bool *negated);
// The logical ID of a test, or of all conditions of a guard; it will be written out.
Str condition_name(Expander *e, const Term *test);
Str condition_name_of_guard(Expander *e, const Guard *guard);
const Term *condition_of_guard(Expander *e, const Guard *guard, Span span);
Str condition_in_words(Expander *e, const Guard *guard);
Value *condition_value(Expander *e, const Term *test);

// ---- lower.c
// The CloudFormation value of a term at a place of the schema; null where it is absent. `path`
// names the place from the resource's root.
Value *lower(Expander *e, const Term *term, SchemaNode node, Str path);

// ---- resource.c
Resource *resource_new(Expander *e, Member *member, const Scope *scope, Keys keys);
void resource_evaluate(Expander *e, Resource *resource);
// Writes one `@Attribute` of a resource or override.
void resource_evaluate_attribute(Expander *e, Resource *resource, const TermEntry *entry);
// What replaces a resource keeps what deleting it keeps, unless it says otherwise.
void resource_follow_deletion_policy(Expander *e, Resource *resource);
// Has `resource` wait for what `after` names.
void resource_wait(Expander *e, Resource *resource, const After *after);
void resource_mention(Expander *e, Resource *mentioned);
const Term *resource_ref(Expander *e, const Term *resource, Span span);
const Term *resource_attribute(Expander *e, const Term *resource, Str name, Span span);
// Reports an attribute whose name has to go on, `Endpoint` for `Endpoint.Address`.
void resource_check_attribute(Expander *e, const Term *attribute);

// ---- accept.c
void accept_write(Expander *e, Resource *resource, const Term *accepted);

// ---- tag.c
void tag_apply(Expander *e, Resource *resource);

// ---- identifier.c
Str identifier_pascal(Arena *arena, Str name);
// The part that a key adds to a logical ID; false when it has no letter or digit, or a foreign one.
bool identifier_key(Arena *arena, Str key, Str *text);
Str identifier_of_path(Expander *e, const Instance *instance, Str name, const Keys *keys);
void identifier_assign(Expander *e);
// The expression of `@LogicalId` in the body of a resource or override, or null.
const Expr *identifier_pinned_in(const Expr *body);
Str identifier_path_text(Arena *arena, Str prefix, Str name, const Keys *keys);

// ---- environment.c
// Whether `path` begins with instance.name[keys]; `*at` gets the segment behind that.
bool environment_leads_to(const Expander *e, const Path *path, const Instance *instance, Str name, const Keys *keys,
                          size_t *at);
// Whether `path` is that of `instance`.
bool environment_names(const Path *path, const Instance *instance);
void environment_collect(Expander *e);
void environment_check(Expander *e);
// The expression that replaces `instance`'s member `name`, or null.
const Replacement *environment_replacement(Expander *e, const Instance *instance, Str name);
// `term` with what deeper paths below instance.name replace.
const Term *environment_patch(Expander *e, const Instance *instance, Str name, const Keys *keys, const Term *term);
const Replacement *environment_stack_value(Expander *e, Str name);
// The same for what the stack's own line says: `stack.tags.Team`.
const Term *environment_patch_stack(Expander *e, Str name, const Term *term);

// ---- override.c
void override_apply(Expander *e);
// The expression of the last override that pins the resource's logical ID, or null.
const Expr *override_logical_id(Expander *e, const Resource *resource);

// ---- order.c
// The DependsOn of each resource: what is asked for, less what another path implies.
void order_resources(Expander *e);
Value *order_depends_on(Expander *e, const Resource *resource);

// ---- assemble.c
Template *assemble(Expander *e);

#endif
