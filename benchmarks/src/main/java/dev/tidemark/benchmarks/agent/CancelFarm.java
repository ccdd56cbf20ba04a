package dev.tidemark.benchmarks.agent;

import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmNews;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.Wave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.set.InvalidSetException;
import dev.tidemark.set.PackageSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A farm whose one agent really builds, and a package whose recipe never ends by itself: neither it nor the child that it starts hears
 * that it is asked to. Belongs to one thread.
 */
final class CancelFarm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);
    /** How exactly an end is seen. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

    private static final int PARTITIONS = 1;
    private static final String SET = "cancel";
    private static final String STUBBORN = "stubborn";
    /** In the command lines of both shells, with the version behind it. */
    private static final String MARK = "tidemark-cancelled-";

    private static final String FOR_LONG = "3600";

    private static final String RECIPE = """
            stubborn='trap "" TERM HUP INT; while :; do sleep %2$s; done'
            sh -c "$stubborn" "%1$s$version" &
            exec sh -c "$stubborn" "%1$s$version"
            """.formatted(MARK, FOR_LONG);

    private static final int SHELLS = 2;

    private final FarmFolder folder;
    private final EmbeddedFarm farm;
    private final FarmWatch watch;
    private final KafkaProducer<String, byte[]> orders;
    private final Serializer<WaveCommand> serializer;
    private int cancelled;

    private CancelFarm(FarmFolder folder) throws InterruptedException {
        this.folder = folder;
        PackageSet set = set(folder.resolve("set"));
        this.farm = EmbeddedFarm.start(
                new EmbeddedFarm.Options(
                        folder,
                        1,
                        PARTITIONS,
                        0,
                        RegistrySettings.WITHOUT_SERVER,
                        Map.of(SET, set.folder()),
                        EmbeddedFarm.Options.THIS_MACHINE,
                        1,
                        PATIENCE,
                        Map.of(),
                        Optional.empty(),
                        Map.of()),
                part -> {});
        new Intake(farm.settings()).importSet(set, AgentSettings.thisSystem());
        this.watch = FarmWatch.open(farm.settings(), FarmWatch.From.NOW);
        Properties sending = farm.settings().clientProperties();
        sending.put("acks", "all");
        this.orders = new KafkaProducer<>(sending, new StringSerializer(), new ByteArraySerializer());
        // What is looked up before the first record is no part of a cancellation.
        var unused = orders.partitionsFor(Topics.WAVE_COMMAND.name());
        this.serializer = new EventSerdes(farm.settings().registry())
                .of(WaveCommand.class)
                .serializer();
    }

    static CancelFarm start(FarmFolder folder) throws InterruptedException {
        return new CancelFarm(folder);
    }

    private static PackageSet set(Path folder) {
        try {
            Path stubborn = Files.createDirectories(folder.resolve("packages").resolve(STUBBORN));
            Files.writeString(folder.resolve("set.json"), "{\"set\": \"%s\", \"kind\": \"command\"}".formatted(SET));
            Files.writeString(stubborn.resolve("package.json"), "{\"version\": \"1\"}");
            Files.writeString(stubborn.resolve("build"), RECIPE);
            return PackageSet.load(folder);
        } catch (IOException | InvalidSetException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Has the package built, and gives its wave up once that runs.
     *
     * @return from just before the order is sent until none of the recipe's processes is there any more
     */
    Duration cancel() throws InterruptedException {
        cancelled++;
        String version = "2." + cancelled;
        new Intake(farm.settings()).publishBump(new PackageId(SET, STUBBORN), version, BumpKind.ROUTINE, "watcher");
        String wave = openWave(version);
        List<ProcessHandle> recipe = running(version);
        byte[] order = serializer.serialize(
                Topics.WAVE_COMMAND.name(),
                WaveCommand.newBuilder()
                        .setWave(wave)
                        .setAt(Clock.systemUTC().instant())
                        .setAbandon(new AbandonWave("benchmark", "it is measured how soon that is obeyed"))
                        .build());
        long sent = System.nanoTime();
        send(new ProducerRecord<>(Topics.WAVE_COMMAND.name(), 0, wave, order));
        await(
                "what %s %s runs to end".formatted(STUBBORN, version),
                () -> recipe.stream().noneMatch(ProcessHandle::isAlive));
        return Duration.ofNanos(System.nanoTime() - sent);
    }

    private void send(ProducerRecord<String, byte[]> order) throws InterruptedException {
        try {
            var unused = orders.send(order).get();
        } catch (ExecutionException e) {
            throw new ServiceException("the broker did not take the order: see the log file", e);
        }
    }

    private String openWave(String version) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            for (FarmNews news : watch.next(POLL)) {
                if (news instanceof FarmNews.OfWave(Wave wave)
                        && wave.getState() == WaveState.OPEN
                        && wave.getBumps().stream()
                                .anyMatch(bump -> bump.getTo().equals(version))) {
                    return wave.getWave();
                }
            }
            requireLife("the wave of %s %s to open".formatted(STUBBORN, version), deadline);
        }
    }

    /** Both shells and what each waits for: a shell that waits has said which signals it does not hear. */
    private List<ProcessHandle> running(String version) throws InterruptedException {
        List<ProcessHandle> running = new ArrayList<>();
        await("%s %s to run".formatted(STUBBORN, version), () -> {
            List<ProcessHandle> shells = marked(version);
            running.clear();
            running.addAll(shells);
            shells.stream()
                    .flatMap(ProcessHandle::children)
                    .filter(CancelFarm::isSleep)
                    .forEach(running::add);
            return shells.size() == SHELLS && running.size() == 2 * SHELLS;
        });
        return running;
    }

    private static boolean isSleep(ProcessHandle process) {
        return process.info()
                .arguments()
                .filter(words -> words.length == 1 && words[0].equals(FOR_LONG))
                .isPresent();
    }

    private static List<ProcessHandle> marked(String version) {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .arguments()
                        .filter(words -> words.length > 0 && words[words.length - 1].equals(MARK + version))
                        .isPresent())
                .toList();
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            requireLife(what, deadline);
            TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
        }
    }

    private void requireLife(String what, long deadline) {
        if (!farm.dead().isEmpty() || System.nanoTime() > deadline) {
            throw new ServiceException("%d s were too little for %s (%s): see the log file"
                    .formatted(PATIENCE.toSeconds(), what, farm.dead()));
        }
    }

    @Override
    public void close() {
        orders.close();
        watch.close();
        farm.close();
        folder.remove();
    }
}
