package dev.tidemark.schemas.catalogue;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** What the records of a topic are keyed by. A key says nothing that the value's fields do not say too. */
public enum TopicKey {
    SET("set", "{set}", "demo"),
    PACKAGE("set:attribute", "{set}:{attribute}", "demo:textkit"),
    NAME("set:name", "{set}:{name}", "nixpkgs:pkg:github/curl/curl"),
    HISTORY("set:attribute/system", "{set}:{attribute}/{system}", "demo:textkit/x86_64-linux"),
    BUMP("set:attribute@version[@change]", "{set}:{bump.attribute}@{bump.to}{@bump.change}", "demo:textkit@2.0"),
    WAVE("wave", "{wave}", "demo-1"),
    JOB(
            "wave/attribute/system/variant[@probe]",
            "{wave}/{job.attribute}/{job.system}/{job.variant}{@job.probe}",
            "demo-1/json/x86_64-linux/wave"),
    POOL("pool", "{pool}", "x86_64-linux.free"),
    AGENT("agent", "{agent}", "builder-7"),
    TAG("tag", "{tag}", "demo-1"),
    POOL_AGENT("pool/agent", "{pool}/{agent}", "x86_64-linux.free/builder-7"),
    POOL_ATTEMPT("pool/attempt", "{pool}/{attempt}", "x86_64-linux.free/5d1c0f6a2b7e-17"),
    SUBJECT("subject", "{subject}", "builder-7"),
    BREAKAGE("breakage", "{breakage}", "5d1c0f6a2b7e"),
    HANDLE("handle", "{handle}", "ada"),
    PERSON("person", "{person}", "ada"),
    PERSON_RULE("person/rule", "{person}/{rule}", "ada/follow:packages:demo:text*"),
    /** Whatever the record was keyed by where it came from; or nothing. */
    AS_IT_WAS("as it was", "", "demo:textkit");

    private static final Pattern FIELD = Pattern.compile("\\{(@?)([A-Za-z.]+)\\}");

    private final String form;
    private final String template;
    private final String example;

    TopicKey(String form, String template, String example) {
        this.form = form;
        this.template = template;
        this.example = example;
    }

    /** Its parts and what stands between them, such as {@code set:attribute}. */
    public String form() {
        return form;
    }

    /** One that could be. */
    public String example() {
        return example;
    }

    /**
     * The key that a value belongs under.
     *
     * @throws IllegalArgumentException when the value does not have the fields that the key is made of
     */
    public String of(IndexedRecord value) {
        if (template.isEmpty()) {
            throw new IllegalArgumentException("the key of a dead letter does not follow from its value");
        }
        return FIELD.matcher(template).replaceAll(field -> Matcher.quoteReplacement(part(value, field)));
    }

    /** A field's value; behind an {@code @}, and only where it has one that is not empty, when the template says {@code {@field}}. */
    private static String part(IndexedRecord value, MatchResult field) {
        Object found = found(value, field.group(2));
        boolean isNothing = found == null || (found instanceof CharSequence text && text.isEmpty());
        if (isNothing && !field.group(1).isEmpty()) {
            return "";
        }
        String text = found instanceof Enum<?> symbol ? symbol.name().toLowerCase(Locale.ROOT) : String.valueOf(found);
        return field.group(1) + text;
    }

    private static @Nullable Object found(IndexedRecord value, String path) {
        @Nullable Object found = value;
        for (String name : path.split("\\.", -1)) {
            Schema.Field field =
                    found instanceof IndexedRecord record ? record.getSchema().getField(name) : null;
            if (field == null) {
                throw new IllegalArgumentException("a %s has no %s to be keyed by"
                        .formatted(value.getSchema().getName(), path));
            }
            found = ((IndexedRecord) found).get(field.pos());
        }
        return found;
    }
}
