// The tree of a .tier file, as written: nothing is resolved here.
//
// Every node has the span of its text. Comments and blank lines stay in the token list beside the
// tree (Lexed), found by their place, so the formatter loses nothing and the rest need not step
// over them. What could not be read is a POISON node; its mistake is reported already, and whoever
// meets one stays silent.
#ifndef TIERCE_AST_AST_H
#define TIERCE_AST_AST_H

#include "lex/lex.h"

typedef struct Expr Expr;
typedef struct TypeExpr TypeExpr;
typedef struct Decl Decl;

typedef struct Name {
    Str text; // empty where a name is missing
    Span span;
} Name;

// ---- expressions

typedef enum ExprKind {
#define EXPR(name, description) EXPR_##name,
#include "ast/exprs.def"
#undef EXPR
} ExprKind;

typedef enum Operator {
    OP_OR,
    OP_AND,
    OP_NOT,
    OP_COALESCE,
    OP_EQUAL,
    OP_NOT_EQUAL,
    OP_LESS,
    OP_LESS_EQUAL,
    OP_GREATER,
    OP_GREATER_EQUAL,
    OP_IN,
    OP_MATCHES,
    OP_RANGE,
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_REMAINDER,
    OP_NEGATE,
} Operator;

// One `for a, b in items if condition`.
typedef struct ForClause {
    Name first, second; // `for x in`: first alone; `for k, v in`: both
    Expr *items;
    Expr *condition; // or null
    Span span;
} ForClause;

typedef VECTOR(Expr *) ExprList;
typedef VECTOR(ForClause) ForClauses;

// An entry of a map: `key: value`, `"${k}": value`, `@Attribute: value`, `...value`.
typedef struct MapEntry {
    Expr *key; // a TEXT; null for a spread
    Expr *value;
    bool attribute; // `@Key`
    Span span;
} MapEntry;

typedef VECTOR(MapEntry) MapEntries;

struct Expr {
    ExprKind kind;
    Span span;
    bool parenthesized;
    union {
        bool boolean;
        Str text;       // NUMBER, SIZE, DURATION, PERCENT, CIDR as written; REGEX its pattern
        ExprList parts; // TEXT: literal parts are CHUNKs
        Name name;
        struct {
            Name function;
            ExprList arguments;
        } call; // of a function, or of an intrinsic by name (`Fn::Cidr`)
        struct {
            Operator op;
            Span op_span;
            Expr *left, *right; // a unary operator has its operand in `right`
        } operation;
        struct {
            Expr *condition, *yes, *no;
        } ternary;
        struct {
            Expr *target;
            Name name;
            bool optional; // `?.`
        } member;
        struct {
            Expr *target;
            ExprList keys;
        } index;
        Expr *target; // SPLAT; SPREAD within a list
        struct {
            Expr *value;
            TypeExpr *type;
        } is;
        struct {
            Expr *value, *after;
        } after;
        ExprList items; // LIST
        MapEntries entries;
        struct {
            ForClauses clauses;
            Expr *key; // null in a list
            Expr *value;
        } comprehension;
    } as;
};

// ---- types

typedef enum TypeExprKind {
    TYPE_EXPR_POISON,
    TYPE_EXPR_NAME,    // string, a template's name, a record's
    TYPE_EXPR_APPLIED, // list(T), map(T), range(T)
    TYPE_EXPR_AWS,     // AWS::EC2::VPC, or a parameter type
    TYPE_EXPR_STRING,  // a string literal as a member of an enumeration
    TYPE_EXPR_INT,
    TYPE_EXPR_UNION,
    TYPE_EXPR_RECORD,
    TYPE_EXPR_OFFERS, // offers T: any instance with an output of the record T
} TypeExprKind;

typedef struct RecordField {
    Name name;
    TypeExpr *type;
    bool optional;
    Expr *fallback; // its default, or null
    Str doc;
    Span span;
} RecordField;

struct TypeExpr {
    TypeExprKind kind;
    Span span;
    Name name; // NAME, APPLIED, AWS, OFFERS; STRING and INT: the literal's text
    TypeExpr *inner;
    VECTOR(TypeExpr *) members; // UNION
    VECTOR(RecordField) fields; // RECORD
};

// ---- declarations

typedef enum DeclKind {
#define DECL(name, description) DECL_##name,
#include "ast/decls.def"
#undef DECL
} DeclKind;

// `where condition, "message"`
typedef struct Where {
    Expr *condition;
    Expr *message; // a TEXT, or null
    Span span;
} Where;

// A segment of `a.b["c"].d[*]`.
typedef struct PathSegment {
    enum { SEGMENT_NAME, SEGMENT_KEY, SEGMENT_ALL } kind;
    Str text; // the name, or the key's text
    Span span;
} PathSegment;

typedef struct Path {
    VECTOR(PathSegment) segments;
    Span span;
} Path;

// A line of an environment: `path: value`, or an override.
typedef struct EnvironmentEntry {
    Path path;
    Expr *value;
    Decl *override; // or null
    Span span;
} EnvironmentEntry;

typedef struct Block {
    VECTOR(Decl *) decls;
    Span span; // with its braces
} Block;

struct Decl {
    DeclKind kind;
    Span span;
    Name name; // what it declares; empty where it declares nothing or the name is missing
    Str doc;   // from the `##` lines above it, without the marks
    union {
        struct {
            MapEntries entries;
        } stack;
        struct {
            TypeExpr *type; // null where an output has none
            Expr *value;    // its default or value, or null
            bool optional;
            VECTOR(Where) where;
            MapEntries entries; // options of a param or an output
        } member;               // PARAM, INPUT, OUTPUT
        struct {
            VECTOR(Name) parameters;
            bool is_function;
            Expr *value;
        } let;
        struct {
            ExprList keys;
            Name type;
            Expr *body; // a MAP, or null
        } resource;
        struct {
            Name template_name;
            bool existing;
            ExprList keys;
            Expr *body; // a MAP, or null
        } instance;
        Block template_body;
        TypeExpr *type;
        struct {
            Expr *path; // a TEXT
        } use;
        struct {
            VECTOR(EnvironmentEntry) entries;
        } environment;
        struct {
            Path path;
            Expr *body;
        } override;
        struct {
            Path from, to;
        } moved;
        struct {
            Expr *condition;
            Expr *message;
        } assertion; // ASSERT, WARN
        struct {
            ForClause clause;
            Block body;
        } loop;
        struct {
            Expr *condition;
            Block yes;
            Block no;
            bool has_else;
        } branch;
    } as;
};

// A file's tree.
typedef struct Tree {
    const SourceFile *file;
    const Lexed *lexed;
    Block body;
} Tree;

// How messages call it: "a list", "a resource".
const char *expr_description(ExprKind kind);
const char *decl_description(DeclKind kind);
// As it is written: "+", "and".
const char *operator_text(Operator op);
// The one literal text of a TEXT without holes; false when it has holes or is none.
bool expr_literal_text(const Expr *expr, Str *text);

// A tree for people and goldens, one node a line.
Str ast_dump(Arena *arena, const Sources *sources, const Tree *tree);

#endif
