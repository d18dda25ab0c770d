# How the text form of the schema becomes part of the program, and how it is renewed.
# Included by the Makefile before its own rules; `compile`, BUILD and the objects' rule are its.

schema_text  := $(sort $(wildcard schema/aws/*.types schema/rules/*.rules schema/format/*.rules))
schema_small := $(addprefix schema/,regions versions tables units keys patterns)
schema_blob  := $(BUILD)/schema.bin
schema_base  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard gen/base/*.c))
schema_room  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard gen/schema/*.c))
schema_model := $(addprefix $(BUILD)/gen/tools/schema_,model.o text_write.o text_read.o)

$(BUILD)/schema-import: $(addprefix $(BUILD)/gen/tools/schema_,import.o import_schema.o import_type.o import_spec.o \
                          import_rules.o) \
                        $(schema_model) $(schema_base)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(library_libs) -lm

$(BUILD)/schema-pack: $(addprefix $(BUILD)/gen/tools/schema_,pack.o merge.o encode.o pattern.o) \
                      $(schema_model) $(schema_base)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(library_libs) -lm

$(BUILD)/schema-verify: $(addprefix $(BUILD)/gen/tools/schema_,verify.o pattern.o) \
                        $(schema_model) $(schema_room) $(schema_base)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(library_libs) -lm

# A folder is newer than what lies in it when a file went.
$(schema_blob): $(BUILD)/schema-pack $(schema_text) $(schema_small) schema/aws schema/rules schema/format
	$(BUILD)/schema-pack schema $@ $(schema_text)

$(BUILD)/gen/schema/blob.o: private CPPFLAGS += -DSCHEMA_PACK_PATH='"$(schema_blob)"'
$(BUILD)/gen/schema/blob.o: $(schema_blob)

.PHONY: schema-verify schema-update
schema-verify: $(BUILD)/schema-verify
	@$(BUILD)/schema-verify schema $(schema_text)
unit test: schema-verify

# CFN_LINT and SERVICE_SPEC may name versions; without them the newest are taken.
schema-update: $(BUILD)/schema-import
	sh gen/tools/schema-update.sh $(BUILD)/schema-import $(BUILD)/schema-sources schema
