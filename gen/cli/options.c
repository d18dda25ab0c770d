#include "cli/options.h"

#include "base/buffer.h"
#include "base/nearest.h"

static const OptionSyntax help_option = {.name = "help", .letter = 'h', .help = "show this help"};

// What is left of the command line, and where what is read goes.
typedef struct Reader {
    Arena *arena;
    const Syntax *syntax;
    char *const *arguments;
    size_t count, at;
    Options *options;
    Str *complaint;
} Reader;

// ---- finding an option

static const OptionSyntax *find_long(const Syntax *syntax, Str name) {
    if (str_is(name, help_option.name)) return &help_option;
    for (const OptionSyntax *option = syntax->options; option->name; option++)
        if (str_is(name, option->name)) return option;
    return NULL;
}

static const OptionSyntax *find_letter(const Syntax *syntax, char letter) {
    if (letter == help_option.letter) return &help_option;
    for (const OptionSyntax *option = syntax->options; option->name; option++)
        if (option->letter == letter) return option;
    return NULL;
}

static Str nearest_long(const Syntax *syntax, Str name) {
    Nearest nearest = nearest_to(name);
    for (const OptionSyntax *option = syntax->options; option->name; option++)
        nearest_offer(&nearest, str_of(option->name));
    nearest_offer(&nearest, str_of(help_option.name));
    return nearest.best;
}

// ---- values

static bool is_choice(Str value, Str choices) {
    for (size_t from = 0; from <= choices.length;) {
        const size_t end = str_find_byte(choices, '|', from);
        if (str_equal(value, str_slice(choices, from, end))) return true;
        from = end + 1;
    }
    return false;
}

static Str listed(Arena *arena, Str choices) {
    Buffer text = buffer_new(arena);
    for (size_t from = 0; from <= choices.length;) {
        const size_t end = str_find_byte(choices, '|', from);
        if (from) buffer_add_text(&text, end < choices.length ? ", " : " or ");
        buffer_add(&text, str_slice(choices, from, end));
        from = end + 1;
    }
    return buffer_str(&text);
}

static bool take(Reader *r, const OptionSyntax *option, Str value) {
    if (!value.length) {
        *r->complaint = str_format(r->arena, "--%s needs a value: --%s=%s", option->name, option->name, option->value);
        return false;
    }
    if (option->choices && !is_choice(value, str_of(option->choices))) {
        *r->complaint = str_format(r->arena, "--%s cannot be `%.*s`; it is %.*s", option->name, STR_ARG(value),
                                   STR_ARG(listed(r->arena, str_of(option->choices))));
        return false;
    }
    r->options->values[option - r->syntax->options] = value;
    return true;
}

static bool take_flag(Reader *r, const OptionSyntax *option, bool has_value) {
    if (has_value) {
        *r->complaint = str_format(r->arena, "--%s takes no value", option->name);
        return false;
    }
    if (option == &help_option)
        r->options->help = true;
    else
        r->options->values[option - r->syntax->options] = STR("yes");
    return true;
}

static bool take_option(Reader *r, const OptionSyntax *option, Str value, bool has_value) {
    if (!option->value) return take_flag(r, option, has_value);
    if (!has_value && r->at < r->count) value = str_of(r->arguments[r->at++]);
    return take(r, option, value);
}

// ---- reading

static bool read_long(Reader *r, Str text) {
    const size_t equals = str_find_byte(text, '=', 0);
    const Str name = str_slice(text, 0, equals);
    const OptionSyntax *option = find_long(r->syntax, name);
    if (option) return take_option(r, option, str_slice(text, equals + 1, text.length), equals < text.length);
    const Str likely = nearest_long(r->syntax, name);
    *r->complaint = likely.length ? str_format(r->arena, "there is no option --%.*s; did you mean --%.*s?",
                                               STR_ARG(name), STR_ARG(likely))
                                  : str_format(r->arena, "there is no option --%.*s", STR_ARG(name));
    return false;
}

static bool read_short(Reader *r, Str text) {
    const OptionSyntax *option = find_letter(r->syntax, text.at[0]);
    if (option) return take_option(r, option, str_slice(text, 1, text.length), text.length > 1);
    *r->complaint = str_format(r->arena, "there is no option -%.*s", STR_ARG(text));
    return false;
}

static bool read_all(Reader *r) {
    bool options_ended = false;
    while (r->at < r->count && !r->options->help) {
        const Str text = str_of(r->arguments[r->at++]);
        if (!options_ended && str_is(text, "--")) {
            options_ended = true;
        } else if (!options_ended && str_starts(text, STR("--"))) {
            if (!read_long(r, str_slice(text, 2, text.length))) return false;
        } else if (!options_ended && text.length > 1 && text.at[0] == '-') {
            if (!read_short(r, str_slice(text, 1, text.length))) return false;
        } else {
            vector_add(r->arena, &r->options->operands, text);
        }
    }
    return true;
}

bool options_read(Arena *arena, const Syntax *syntax, size_t count, char *const *arguments, Options *options,
                  Str *complaint) {
    *options = (Options){0};
    Reader r = {arena, syntax, arguments, count, 0, options, complaint};
    if (!read_all(&r)) return false;
    if (options->help) return true;
    if (syntax->operands && syntax->operands[0] != '[' && !options->operands.count) {
        *complaint = str_format(arena, "%s is missing", syntax->operands);
        return false;
    }
    if (!syntax->operands && options->operands.count) {
        *complaint = str_format(arena, "`%.*s` is one too many", STR_ARG(options->operands.at[0]));
        return false;
    }
    return true;
}

bool options_given(const Options *options, size_t index) { return options->values[index].at != NULL; }

Str options_value(const Options *options, size_t index, const char *otherwise) {
    return options_given(options, index) ? options->values[index] : str_of(otherwise);
}

// ---- help

static void add_option(Buffer *help, const OptionSyntax *option) {
    const size_t start = help->length;
    if (option->letter)
        buffer_add_format(help, "  -%c, ", option->letter);
    else
        buffer_add_text(help, "      ");
    buffer_add_format(help, "--%s", option->name);
    if (option->value) buffer_add_format(help, " %s", option->choices ? option->choices : option->value);
    const size_t width = help->length - start;
    buffer_add_repeated(help, ' ', width < 30 ? 30 - width : 2);
    buffer_add_format(help, "%s\n", option->help);
}

Str options_help(Arena *arena, const Syntax *syntax) {
    Buffer help = buffer_new(arena);
    buffer_add_format(&help, "usage: tierce %s [options]%s%s\n\n%s\n\n", syntax->name, syntax->operands ? " " : "",
                      syntax->operands ? syntax->operands : "", syntax->summary);
    for (const OptionSyntax *option = syntax->options; option->name; option++) add_option(&help, option);
    add_option(&help, &help_option);
    if (syntax->details) buffer_add_format(&help, "\n%s", syntax->details);
    return buffer_str(&help);
}
