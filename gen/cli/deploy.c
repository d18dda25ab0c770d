#include "cli/deploy.h"

#include "base/buffer.h"

static const struct {
    const char *type, *name_property;
} capable[] = {
#define CAPABILITY(type, name_property) {type, name_property},
#include "cli/capabilities.def"
#undef CAPABILITY
};

typedef enum IamUse { IAM_NONE, IAM_USED, IAM_NAMED } IamUse;

// ---- capabilities

static IamUse iam_use_of(const Value *resource) {
    const Value *type = value_get(resource, STR("Type"));
    if (!type || type->kind != VALUE_STRING) return IAM_NONE;
    for (size_t i = 0; i < sizeof capable / sizeof *capable; i++)
        if (str_is(type->as.text, capable[i].type))
            return value_get(value_get(resource, STR("Properties")), str_of(capable[i].name_property)) ? IAM_NAMED
                                                                                                       : IAM_USED;
    return IAM_NONE;
}

static IamUse iam_use(const Template *template) {
    const Value *resources = value_get(template->root, STR("Resources"));
    IamUse most = IAM_NONE;
    for (size_t i = 0; resources && i < resources->as.entries.count; i++) {
        const IamUse use = iam_use_of(resources->as.entries.at[i].value);
        if (use > most) most = use;
    }
    return most;
}

static bool uses_transform(const Value *value) {
    switch (value->kind) {
    case VALUE_LIST:
        for (size_t i = 0; i < value->as.items.count; i++)
            if (uses_transform(value->as.items.at[i])) return true;
        return false;
    case VALUE_MAP:
        for (size_t i = 0; i < value->as.entries.count; i++)
            if (uses_transform(value->as.entries.at[i].value)) return true;
        return false;
    case VALUE_CALL: return value_is_call(value, INTRINSIC_TRANSFORM) || uses_transform(value->as.call.argument);
    case VALUE_NULL:
    case VALUE_BOOL:
    case VALUE_NUMBER:
    case VALUE_STRING: return false;
    }
    return false;
}

static void add_word(Buffer *words, const char *word) {
    if (words->length) buffer_add_byte(words, ' ');
    buffer_add_text(words, word);
}

Str deploy_capabilities(Arena *arena, const Template *template) {
    Buffer words = buffer_new(arena);
    switch (iam_use(template)) {
    case IAM_NAMED: add_word(&words, "CAPABILITY_NAMED_IAM"); break;
    case IAM_USED: add_word(&words, "CAPABILITY_IAM"); break;
    case IAM_NONE: break;
    }
    if (value_get(template->root, STR("Transform")) || uses_transform(template->root))
        add_word(&words, "CAPABILITY_AUTO_EXPAND");
    return buffer_str(&words);
}

// ---- sizes

static void add_grouped(Buffer *text, size_t number) { // 51,200
    if (number >= 1000) {
        add_grouped(text, number / 1000);
        buffer_add_format(text, ",%03zu", number % 1000);
    } else {
        buffer_add_format(text, "%zu", number);
    }
}

Str deploy_size(Arena *arena, size_t size) {
    Buffer text = buffer_new(arena);
    add_grouped(&text, size);
    buffer_add_text(&text, " bytes");
    if (size <= DEPLOY_INLINE_BYTES)
        buffer_add_format(&text, ", %zu%% of the 51,200 that a request holds", size * 100 / DEPLOY_INLINE_BYTES);
    else if (size <= DEPLOY_S3_BYTES)
        buffer_add_format(&text, ", %zu%% of the 1,000,000 that S3 may hold", size * 100 / DEPLOY_S3_BYTES);
    else
        buffer_add_text(&text, ": more than the 1,000,000 that CloudFormation takes");
    return buffer_str(&text);
}

// ---- the command

static bool is_plain(char c) {
    return str_is_alphanumeric(c) || c == '/' || c == '.' || c == '_' || c == '-' || c == '+' || c == ',' || c == '=';
}

Str deploy_shell_word(Arena *arena, Str word) {
    bool plain = word.length > 0;
    for (size_t i = 0; i < word.length; i++) plain = plain && is_plain(word.at[i]);
    if (plain) return word;
    Buffer quoted = buffer_new(arena);
    buffer_add_byte(&quoted, '\'');
    for (size_t i = 0; i < word.length; i++) {
        if (word.at[i] == '\'')
            buffer_add_text(&quoted, "'\\''");
        else
            buffer_add_byte(&quoted, word.at[i]);
    }
    buffer_add_byte(&quoted, '\'');
    return buffer_str(&quoted);
}

static Str parameters_without_default(Arena *arena, const Template *template) {
    const Value *parameters = value_get(template->root, STR("Parameters"));
    Buffer words = buffer_new(arena);
    for (size_t i = 0; parameters && i < parameters->as.entries.count; i++) {
        const ValueEntry *parameter = &parameters->as.entries.at[i];
        if (value_get(parameter->value, STR("Default"))) continue;
        add_word(&words, str_terminated(arena, parameter->key));
        buffer_add_text(&words, "=...");
    }
    return buffer_str(&words);
}

// Both environments of a stack may live in one account, so each has a name of its own.
static Str deployed_name(Arena *arena, const Template *template) {
    if (!template->environment.length) return template->stack_name;
    return str_format(arena, "%.*s-%.*s", STR_ARG(template->stack_name), STR_ARG(template->environment));
}

static void add_argument(Buffer *command, const char *indent, const char *name, Str value) {
    if (value.length) buffer_add_format(command, " \\\n%s  --%s %.*s", indent, name, STR_ARG(value));
}

Str deploy_command(Arena *arena, const Template *template, Str path, size_t size, const char *indent) {
    Buffer command = buffer_new(arena);
    buffer_add_format(&command, "%saws cloudformation deploy", indent);
    add_argument(&command, indent, "stack-name", deployed_name(arena, template));
    add_argument(&command, indent, "template-file", deploy_shell_word(arena, path));
    if (size > DEPLOY_INLINE_BYTES) add_argument(&command, indent, "s3-bucket", STR("BUCKET"));
    add_argument(&command, indent, "parameter-overrides", parameters_without_default(arena, template));
    add_argument(&command, indent, "capabilities", deploy_capabilities(arena, template));
    buffer_add_byte(&command, '\n');
    return buffer_str(&command);
}
