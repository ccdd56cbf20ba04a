package dev.tidemark.agent.build;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line when a build begins and one when it ends. */
public final class Logged implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(Logged.class);

    private final Executor inner;

    public Logged(Executor inner) {
        this.inner = inner;
    }

    @Override
    public BuildOutcome execute(BuildTask task, CancelSignal cancel) {
        about(LOG.atInfo(), task).log("build started");
        BuildOutcome outcome = inner.execute(task, cancel);
        switch (outcome) {
            case BuildOutcome.Succeeded succeeded ->
                ended(task, outcome)
                        .addKeyValue("output", succeeded.outputHash().brief(12))
                        .addKeyValue("outputBytes", succeeded.outputBytes())
                        .log("build succeeded");
            case BuildOutcome.Failed failed ->
                ended(task, outcome)
                        .addKeyValue("kind", failed.kind())
                        .addKeyValue("reason", failed.message())
                        .addKeyValue("fingerprint", failed.cause().fingerprint().brief(12))
                        .log("build failed");
            case BuildOutcome.Prepared prepared ->
                ended(task, outcome)
                        .addKeyValue("workspace", prepared.workspace().brief(12))
                        .addKeyValue("jobs", prepared.jobs())
                        .log("wave prepared");
            case BuildOutcome.Cancelled cancelled -> ended(task, outcome).log("build cancelled");
        }
        return outcome;
    }

    @Override
    public Abilities abilities() {
        return inner.abilities();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        inner.close();
    }

    private static LoggingEventBuilder ended(BuildTask task, BuildOutcome outcome) {
        return about(LOG.atInfo(), task)
                .addKeyValue("durationMillis", outcome.duration().toMillis());
    }

    private static LoggingEventBuilder about(LoggingEventBuilder line, BuildTask task) {
        return line.addKeyValue("attempt", task.attempt())
                .addKeyValue("package", task.of())
                .addKeyValue("version", task.version())
                .addKeyValue("buildKey", task.buildKey().brief(12));
    }
}
