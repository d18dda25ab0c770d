// Dynamic references: `{{resolve:ssm:name}}` and their like.
#include "validate/engine.h"

typedef struct Parts {
    Str at[10];
    size_t count;
} Parts;

static Parts split(Str text) {
    Parts parts = {0};
    for (size_t at = 0; at <= text.length && parts.count < 10;) {
        const size_t end = str_find_byte(text, ':', at);
        parts.at[parts.count++] = str_slice(text, at, end);
        at = end + 1;
    }
    return parts;
}

static bool is_service(Str name) {
    return str_is(name, "ssm") || str_is(name, "ssm-secure") || str_is(name, "secretsmanager");
}

static bool has_letter_of_name(Str text) {
    for (size_t i = 0; i < text.length; i++)
        if (str_is_alphanumeric(text.at[i]) || str_find_byte(STR("_.-/"), text.at[i], 0) < 4) return true;
    return false;
}

static bool has_digit(Str text) {
    for (size_t i = 0; i < text.length; i++)
        if (str_is_digit(text.at[i])) return true;
    return false;
}

static const char *wrong_secret(const Parts *parts) {
    const size_t first = parts->count > 2 && str_is(parts->at[2], "arn") ? 8 : 2;
    if (first == 8 && parts->count < 9) return "the ARN of the secret is not complete";
    if (parts->count > first + 1 && parts->at[first + 1].length && !str_is(parts->at[first + 1], "SecretString"))
        return "behind the secret's name only `SecretString` may stand";
    if (parts->count > first + 5) return "there are too many parts";
    return NULL;
}

static const char *wrong(const Parts *parts) {
    if (parts->count < 3) return "it needs a service and a name";
    if (!is_service(parts->at[1])) return "the services are ssm, ssm-secure and secretsmanager";
    if (str_is(parts->at[1], "secretsmanager")) return wrong_secret(parts);
    if (!has_letter_of_name(parts->at[2])) return "a parameter's name has letters, digits and `_.-/`";
    if (parts->count > 3 && !has_digit(parts->at[3])) return "a parameter's version is a number";
    return parts->count > 4 ? "there are too many parts" : NULL;
}

static void check_secret(Walk *walk, const Spot *place) {
    static const char *const wants_arn[] = {"SecretArn",
                                            "SecretARN",
                                            "SecretsManagerSecretId",
                                            "SecretsManagerOracleAsmSecretId",
                                            "SecretsManagerSecurityDbEncryptionSecretId",
                                            "SecretsManagerConfiguration"};
    const Str section = place_key_at(place, 0), attribute = place_key_at(place, 2);
    const bool in_properties = str_is(section, "Resources") && str_is(attribute, "Properties");
    if (!in_properties && !(str_is(section, "Parameters") && str_is(attribute, "Default")))
        complain_as(walk, RULE_E1051, place, "a secret can be named in properties of resources only");
    for (const Spot *at = place; in_properties && at; at = at->up)
        for (size_t i = 0; at->kind == PLACE_KEY && i < sizeof wants_arn / sizeof *wants_arn; i++)
            if (str_is(at->key, wants_arn[i]))
                complain_as(walk, RULE_W1051, place, "this gives the secret, where its ARN is wanted");
}

static void check_one(Walk *walk, const Context *context, Str inner, const Spot *place) {
    const Parts parts = split(inner);
    const char *problem = wrong(&parts);
    if (parts.count > 2 && str_is(parts.at[1], "ssm-secure") && !place_has_check(context, place, "W1011"))
        complain_as(walk, RULE_E1027, place, "a secure string can be named in some properties only, such as passwords");
    if (parts.count > 2 && str_is(parts.at[1], "secretsmanager")) check_secret(walk, place);
    if (!problem) return;
    complain_as(walk, RULE_E1050, place, "the dynamic reference `%.*s` is not right: %s", STR_ARG(inner), problem);
}

void check_dynamic_reference(Walk *walk, const Context *context, const Value *text, const Spot *place) {
    const Str all = text->as.text;
    const size_t open = str_find(all, STR("{{resolve:"), 0);
    if (open == all.length) {
        complain_as(walk, RULE_W1053, place, "with blanks behind `{{` this is only text");
        return;
    }
    // As CloudFormation and cfn-lint read it: from the first opening to the last closing bracket.
    size_t close = open;
    for (size_t at = str_find(all, STR("}}"), open); at < all.length; at = str_find(all, STR("}}"), at + 1)) close = at;
    if (str_find(str_slice(all, open + 2, close), STR("{{"), 0) < close - open - 2) return; // several
    check_one(walk, context, str_slice(all, open + 2, close), place);
}
