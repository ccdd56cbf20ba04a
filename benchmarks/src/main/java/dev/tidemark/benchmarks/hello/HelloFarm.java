package dev.tidemark.benchmarks.hello;

import dev.tidemark.agent.AgentSettings;
import dev.tidemark.cli.farm.EmbeddedFarm;
import dev.tidemark.cli.farm.FarmFolder;
import dev.tidemark.cli.farm.FarmWatch;
import dev.tidemark.cli.farm.Intake;
import dev.tidemark.intake.BrokerSettings;
import dev.tidemark.intake.BumpPublisher;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.Release;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.identity.PackageId;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.schemas.wire.RegistrySettings;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.set.PackageSet;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A whole farm whose agent simulates its builds, and both of its ends: where bumps go in, and where breakages come out.
 * Every wave is of a version that there was not before. Belongs to one thread.
 */
final class HelloFarm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** As the demo has. */
    private static final int PARTITIONS = 1;

    private static final Duration POLL = Duration.ofMillis(100);
    /** No job of a wave may come to be stuck while another wave is timed. */
    private static final Duration STUCK_AFTER = Duration.ofHours(1);

    /** The pipeline itself is timed, not for how long breakages are meant to gather jobs. */
    private static final Map<String, String> WITHOUT_WAIT = Map.of("pace.group-wait", "0s");

    private final String set;
    private final String root;
    private final EmbeddedFarm farm;
    private final BumpPublisher publisher;
    private final EventSerdes serdes;
    private final KafkaConsumer<byte[], byte[]> breakages;
    private final FarmWatch watch;
    private final WaveLedger ledger;
    private final List<String> published = new ArrayList<>();

    private HelloFarm(PackageSet set, String root, String breaks, EmbeddedFarm farm) throws IntakeException {
        this.set = set.name();
        this.root = root;
        this.farm = farm;
        FarmSettings settings = farm.settings();
        this.serdes = new EventSerdes(settings.registry());
        Map<String, String> client = new TreeMap<>();
        settings.clientProperties().forEach((key, value) -> client.put(key.toString(), value.toString()));
        this.publisher = BumpPublisher.open(new BrokerSettings(client, PATIENCE), serdes, new SecureRandom());
        this.breakages = breakages(settings);
        this.watch = FarmWatch.open(settings, FarmWatch.From.NOW);
        this.ledger = new WaveLedger(root, breaks);
    }

    /**
     * Starts it and imports the set.
     *
     * @param root the package to bump
     * @param breaks the package that does not build with another version of it
     */
    static HelloFarm start(FarmFolder folder, PackageSet set, String root, String breaks, Consumer<String> progress)
            throws InterruptedException {
        EmbeddedFarm.Options options = new EmbeddedFarm.Options(
                folder,
                1,
                PARTITIONS,
                0,
                RegistrySettings.WITHOUT_SERVER,
                Map.of(set.name(), set.folder()),
                EmbeddedFarm.Options.THIS_MACHINE,
                0,
                STUCK_AFTER,
                Map.of(),
                Optional.of(new SimulatedExecutor(set, root, breaks)),
                WITHOUT_WAIT);
        EmbeddedFarm farm = EmbeddedFarm.start(options, part -> progress.accept("starting " + part));
        try {
            progress.accept("set %s: %s"
                    .formatted(set.name(), new Intake(farm.settings()).importSet(set, AgentSettings.thisSystem())));
            return new HelloFarm(set, root, breaks, farm);
        } catch (IntakeException e) {
            farm.close();
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            farm.close();
            throw e;
        }
    }

    private static KafkaConsumer<byte[], byte[]> breakages(FarmSettings settings) {
        Properties properties = settings.clientProperties();
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        var consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = consumer.partitionsFor(Topics.BREAKAGE.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
        return consumer;
    }

    FarmSettings settings() {
        return farm.settings();
    }

    /**
     * Bumps the root to a fresh version, and returns when nothing of its wave moves any more.
     *
     * @return nanoseconds from the moment that the bump was to be sent to the arrival of its breakage
     * @throws ServiceException when it does not arrive
     */
    long wave() {
        String version = "2.0." + (published.size() + 1);
        published.add(version);
        Release release = new Release(
                new PackageId(set, root),
                Optional.empty(),
                version,
                BumpKind.ROUTINE,
                "release-watcher",
                Instant.now(),
                // The wave before it still waits for an agent that fits its GPU job, and would be waited for.
                new Release.Details(
                        Optional.empty(),
                        List.of(),
                        Optional.of("the wave before it does not end soon"),
                        Optional.empty()));
        // Whatever is left of earlier waves is read before the clock runs.
        while (!breakages.poll(Duration.ZERO).isEmpty()) {
            // Again.
        }
        long intended = System.nanoTime();
        try {
            publisher.publish(release);
        } catch (IntakeException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
        while (!arrived(version)) {
            requireHope(version, intended);
        }
        long arrival = System.nanoTime();
        while (!ledger.isQuiet(version)) {
            watch.next(POLL).forEach(ledger::take);
            requireHope(version, intended);
        }
        return arrival - intended;
    }

    private boolean arrived(String version) {
        boolean arrived = false;
        for (ConsumerRecord<byte[], byte[]> record : breakages.poll(POLL)) {
            Breakage breakage = serdes.of(Breakage.class).deserializer().deserialize(record.topic(), record.value());
            arrived |=
                    breakage.getBlamed().stream().anyMatch(bump -> bump.getTo().equals(version));
        }
        return arrived;
    }

    private void requireHope(String version, long since) {
        if (!farm.dead().isEmpty()) {
            throw new ServiceException("the farm broke down (%s): see the log file"
                    .formatted(farm.dead().getFirst()));
        }
        if (System.nanoTime() - since > PATIENCE.toNanos()) {
            throw new ServiceException("the wave of %s %s did not end within %d s: see the log file"
                    .formatted(root, version, PATIENCE.toSeconds()));
        }
    }

    /** What went otherwise than it must in any wave so far; empty when every bump ended in one breakage that blames it. */
    Optional<String> problem() {
        if (ledger.waves() != published.size()) {
            return Optional.of("%d bumps opened %d waves".formatted(published.size(), ledger.waves()));
        }
        return published.stream()
                .flatMap(version -> ledger.problem(version).stream())
                .findFirst();
    }

    @Override
    public void close() {
        watch.close();
        breakages.close(CloseOptions.timeout(PATIENCE));
        publisher.close();
        farm.close();
    }
}
