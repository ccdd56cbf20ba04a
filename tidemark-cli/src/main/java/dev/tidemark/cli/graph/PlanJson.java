package dev.tidemark.cli.graph;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tidemark.graph.impact.BuildTime;
import dev.tidemark.graph.impact.Impact;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;

/** A plan as one JSON object, or the same in YAML, as docs/formats/plan.md says. */
public final class PlanJson {

    private final Plan plan;
    private final JsonGenerator json;

    private PlanJson(Plan plan, JsonGenerator json) {
        this.plan = plan;
        this.json = json;
    }

    /** Writes it. */
    public static void write(Plan plan, JsonGenerator json) throws IOException {
        new PlanJson(plan, json).write();
    }

    private void write() throws IOException {
        Impact impact = plan.impact();
        json.writeStartObject();
        json.writeStringField("set", plan.graph().set());
        json.writeStringField("revision", plan.graph().revision());
        json.writeNumberField("sequence", plan.graph().sequence());
        json.writeArrayFieldStart("bumps");
        for (Bumped bump : plan.bumped()) {
            json.writeStartObject();
            json.writeStringField("package", plan.graph().attribute(bump.index()));
            json.writeStringField("from", plan.graph().version(bump.index()));
            if (bump.to().isPresent()) {
                json.writeStringField("to", bump.to().get());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("jobs", impact.jobs());
        json.writeFieldName("levels");
        int[] levels = impact.levels().stream().mapToInt(Integer::intValue).toArray();
        json.writeArray(levels, 0, levels.length);
        writeTime(impact.time());
        strings("maintainers", impact.maintainers());
        writeBlocked(impact);
        writeCostliest(impact);
        writeJobs();
        strings("cutEdges", impact.cut());
        json.writeNumberField("contentAddressed", impact.contentAddressed());
        json.writeEndObject();
    }

    private void writeTime(Impact.Time time) throws IOException {
        number("criticalPathSeconds", time.criticalPathSeconds());
        strings("criticalPath", time.criticalPath());
        number("cpuHours", time.cpuHours());
        number("gpuHours", time.gpuHours());
        json.writeObjectFieldStart("finishSeconds");
        number("low", time.finishSeconds().low());
        number("expected", time.finishSeconds().expected());
        number("high", time.finishSeconds().high());
        json.writeEndObject();
        json.writeObjectFieldStart("agents");
        json.writeNumberField("free", plan.capacity().free());
        json.writeNumberField("unfree", plan.capacity().unfree());
        strings("features", plan.capacity().features());
        json.writeEndObject();
        json.writeObjectFieldStart("durations");
        json.writeNumberField("learnt", time.learnt());
        json.writeNumberField(
                "assumed", plan.impact().jobs() - plan.impact().blocked().size() - time.learnt());
        number("assumedSeconds", BuildTime.ASSUMED.seconds());
        json.writeEndObject();
    }

    private void writeBlocked(Impact impact) throws IOException {
        json.writeArrayFieldStart("blocked");
        for (Impact.Blocked blocked : impact.blocked()) {
            json.writeStartObject();
            json.writeStringField("package", blocked.attribute());
            json.writeStringField("system", blocked.system());
            json.writeStringField(
                    "reason",
                    blocked.root() ? blocked.reason() : "needs %s: %s".formatted(blocked.cause(), blocked.reason()));
            json.writeStringField("cause", blocked.cause());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeCostliest(Impact impact) throws IOException {
        json.writeArrayFieldStart("costliest");
        for (Impact.Cost cost : impact.costliest()) {
            json.writeStartObject();
            json.writeStringField("package", cost.attribute());
            json.writeStringField("system", cost.system());
            number("seconds", cost.seconds());
            json.writeBooleanField("learnt", cost.learnt());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeJobs() throws IOException {
        json.writeArrayFieldStart("affected");
        for (Impact.Job job : plan.jobs()) {
            json.writeStartObject();
            json.writeStringField("package", job.attribute());
            json.writeStringField("system", job.system());
            json.writeNumberField("level", job.level());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void strings(String field, Collection<String> values) throws IOException {
        json.writeArrayFieldStart(field);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    /** Thousandths are more than anybody knows. */
    private void number(String field, double value) throws IOException {
        json.writeFieldName(field);
        json.writeNumber(String.format(Locale.US, "%.3f", value));
    }
}
