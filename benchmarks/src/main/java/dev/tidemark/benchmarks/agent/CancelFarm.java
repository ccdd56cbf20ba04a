package dev.tidemark.benchmarks.agent;

import dev.tidemark.benchmarks.agent.OneAgentFarm.Described;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.AbandonWave;
import dev.tidemark.schemas.event.WaveCommand;
import dev.tidemark.schemas.event.WaveState;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.ServiceException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    /** How exactly an end is seen. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

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

    private final OneAgentFarm farm;
    private final KafkaProducer<String, byte[]> orders;
    private final Serializer<WaveCommand> serializer;
    private int cancelled;

    private CancelFarm(OneAgentFarm farm) {
        this.farm = farm;
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
        OneAgentFarm farm = OneAgentFarm.start(
                folder, "cancel", List.of(new Described(STUBBORN, List.of(), RECIPE)), 1, Optional.empty());
        try {
            farm.release(STUBBORN, "1");
            return new CancelFarm(farm);
        } catch (RuntimeException e) {
            farm.close();
            throw e;
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
        farm.release(STUBBORN, version);
        farm.bump(STUBBORN, version);
        String wave = farm.awaitWave(version, WaveState.OPEN);
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
        long deadline = OneAgentFarm.deadline();
        while (!condition.getAsBoolean()) {
            farm.requireLife(what, deadline);
            TimeUnit.NANOSECONDS.sleep(LOOK_AGAIN.toNanos());
        }
    }

    @Override
    public void close() {
        orders.close();
        farm.close();
    }
}
