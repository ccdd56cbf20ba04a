package dev.tidemark.cli.farm;

import dev.tidemark.intake.BumpIntake;
import dev.tidemark.intake.BumpIntake.IntakeListener;
import dev.tidemark.intake.BumpOutlet;
import dev.tidemark.intake.BumpPublisher;
import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.watcher.Naming;
import dev.tidemark.intake.watcher.WatcherFormat;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.UnmappedRelease;
import dev.tidemark.schemas.wire.EventSerdes;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.ServiceException;
import dev.tidemark.service.UsageException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;

/** Where watchers bring what they saw. */
public final class BumpDesk {

    private final Naming naming;
    private final String publisher;
    private final IntakeListener listener;

    /**
     * @param naming whose packages the releases are
     * @param publisher in whose name they are published where they do not say themselves
     * @param listener told what becomes of them, from the thread that brings them
     */
    public BumpDesk(Naming naming, String publisher, IntakeListener listener) {
        this.naming = naming;
        this.publisher = publisher;
        this.listener = listener;
    }

    /**
     * A text of a watcher.
     *
     * @param name what it is called in messages
     * @param format what it is written in
     * @param bytes it; read to its end and not closed
     */
    public record Text(String name, WatcherFormat format, InputStream bytes) {}

    /**
     * Publishes what a text says.
     *
     * @throws ServiceException when it cannot be read on, or the farm does not take it, with the next step
     */
    public void take(Text text, FarmSettings farm) {
        publishing(farm, intake -> text.format().read(text.name(), text.bytes(), intake));
    }

    /** Publishes what is kept of releases of no known package, as far as it is known now. */
    public void remap(FarmSettings farm) {
        publishing(farm, BumpIntake::remap);
    }

    /** Tells what would become of a text, without a farm. */
    public void tell(Text text) {
        try {
            text.format().read(text.name(), text.bytes(), intake(List.of(), BumpOutlet.NOWHERE));
        } catch (IntakeException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Releases of no known package that the farm keeps, by set and name. */
    public static List<UnmappedRelease> unmapped(FarmSettings farm) {
        return List.copyOf(new FarmTopic<>(farm, Topics.UNMAPPED_RELEASE, UnmappedRelease.class)
                .newest(key -> true)
                .values());
    }

    private void publishing(FarmSettings farm, Work work) {
        List<UnmappedRelease> kept = unmapped(farm).stream()
                .filter(each -> each.getSet().equals(naming.set()))
                .toList();
        checked(() -> {
            try (BumpPublisher out =
                    BumpPublisher.open(Intake.brokers(farm), new EventSerdes(farm.registry()), new SecureRandom())) {
                work.with(intake(kept, out));
            }
        });
    }

    private BumpIntake intake(Collection<UnmappedRelease> kept, BumpOutlet outlet) {
        return new BumpIntake(naming, publisher, kept, outlet, InstantSource.system(), listener);
    }

    private interface Work {
        void with(BumpIntake intake) throws IntakeException;
    }

    private interface Attempt {
        void make() throws IntakeException;
    }

    private static void checked(Attempt attempt) {
        try {
            attempt.make();
        } catch (IntakeException e) {
            throw new ServiceException(String.valueOf(e.getMessage()), e);
        }
    }
}
