package dev.tidemark.intake;

import dev.tidemark.intake.watcher.Naming;
import dev.tidemark.intake.watcher.Naming.Meaning;
import dev.tidemark.intake.watcher.ProjectName;
import dev.tidemark.intake.watcher.Sighting;
import dev.tidemark.intake.watcher.Sighting.Spelling;
import dev.tidemark.intake.watcher.Sighting.Subject;
import dev.tidemark.intake.watcher.Sightings;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.BumpKind;
import dev.tidemark.schemas.event.UnmappedRelease;
import dev.tidemark.schemas.identity.PackageId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Takes what watchers saw: publishes the bumps of what is known by name, and keeps the rest where people see it. What comes twice
 * changes nothing. Belongs to one thread.
 */
public final class BumpIntake implements Sightings {

    private final Naming naming;
    private final String publisher;
    private final BumpOutlet outlet;
    private final InstantSource clock;
    private final IntakeListener listener;
    private final SortedMap<String, UnmappedRelease> noted = new TreeMap<>();

    /** Is told, in order, what becomes of what comes in. */
    public interface IntakeListener {
        /** A bump is published. */
        void published(Release release);

        /** A release is of no known package. */
        void unmapped(UnmappedRelease release);

        /**
         * Something says of no release, or of one that is nothing to us.
         *
         * @param reason in a few words, the same for all of a kind
         */
        void passedOver(Origin origin, String reason);

        /** Something should have said of a release and does not. */
        void wrong(Origin origin, String reason);
    }

    /**
     * @param naming whose packages they are
     * @param publisher in whose name they are published where they do not say themselves
     * @param noted what is kept already of releases of no known package
     */
    public BumpIntake(
            Naming naming,
            String publisher,
            Collection<UnmappedRelease> noted,
            BumpOutlet outlet,
            InstantSource clock,
            IntakeListener listener) {
        this.naming = naming;
        this.publisher = publisher;
        this.outlet = outlet;
        this.clock = clock;
        this.listener = listener;
        noted.forEach(each -> this.noted.put(key(each), each));
    }

    /** Looks at everything that is kept again: with another table it may be known. */
    public void remap() throws IntakeException {
        for (UnmappedRelease each : List.copyOf(noted.values())) {
            seen(new Origin(each.getName(), 0), sighting(each));
        }
    }

    @Override
    public void seen(Origin origin, Sighting sighting) throws IntakeException {
        List<Meaning> meanings;
        List<Release> releases = new ArrayList<>();
        try {
            meanings = naming.of(sighting);
            for (Meaning meaning : meanings) {
                if (meaning instanceof Meaning.Bumps bumps) {
                    releases.addAll(releases(bumps, sighting));
                }
            }
        } catch (IllegalArgumentException e) {
            wrong(origin, String.valueOf(e.getMessage()));
            return;
        }
        for (Release release : releases) {
            outlet.put(release);
            listener.published(release);
        }
        for (Meaning meaning : meanings) {
            switch (meaning) {
                case Meaning.Bumps bumps -> withdraw(sighting);
                case Meaning.Nothing nothing -> {
                    withdraw(sighting);
                    passedOver(origin, "releases that the table leaves out");
                }
                case Meaning.Unmapped(ProjectName name, String reason) -> note(unmapped(name, reason, sighting));
            }
        }
    }

    @Override
    public void passedOver(Origin origin, String reason) {
        listener.passedOver(origin, reason);
    }

    @Override
    public void wrong(Origin origin, String reason) {
        listener.wrong(origin, reason);
    }

    /** One for each package; those of one set know of each other. */
    private List<Release> releases(Meaning.Bumps bumps, Sighting seen) {
        return bumps.packages().stream()
                .map(id -> new Release(
                        id,
                        seen.from(),
                        bumps.version(),
                        seen.details().kind().orElse(BumpKind.ROUTINE),
                        seen.details().publisher().orElse(publisher),
                        seenAt(seen),
                        new Release.Details(
                                seen.details().change(),
                                seen.details().advisories(),
                                Optional.empty(),
                                company(bumps, id.set()))))
                .toList();
    }

    private static Optional<Release.Company> company(Meaning.Bumps bumps, String set) {
        List<String> together = bumps.packages().stream()
                .filter(id -> id.set().equals(set))
                .map(PackageId::attribute)
                .toList();
        return together.size() > 1 ? Optional.of(new Release.Company(bumps.release(), together)) : Optional.empty();
    }

    private Instant seenAt(Sighting seen) {
        return seen.at().orElseGet(clock::instant).truncatedTo(ChronoUnit.MILLIS);
    }

    private UnmappedRelease unmapped(ProjectName name, String reason, Sighting seen) {
        return UnmappedRelease.newBuilder()
                .setSet(naming.set())
                .setName(name.text())
                .setFrom(seen.from().orElse(null))
                .setTo(seen.to())
                .setTag(seen.spelling() == Spelling.TAG)
                .setKind(seen.details().kind().orElse(BumpKind.ROUTINE))
                .setAdvisories(seen.details().advisories())
                .setReason(reason)
                .setPublisher(seen.details().publisher().orElse(publisher))
                .setSeenAt(seenAt(seen))
                .build();
    }

    private static Sighting sighting(UnmappedRelease release) {
        return new Sighting(
                new Subject.Project(List.of(ProjectName.of(release.getName()))),
                release.getFrom(),
                release.getTo(),
                release.getTag() ? Spelling.TAG : Spelling.VERSION,
                Optional.of(release.getSeenAt()),
                new Sighting.Details(
                        Optional.of(release.getKind()),
                        release.getAdvisories(),
                        Optional.empty(),
                        Optional.of(release.getPublisher())));
    }

    /** A watcher that repeats itself finds its release kept as it is. */
    private void note(UnmappedRelease release) throws IntakeException {
        UnmappedRelease before = noted.put(key(release), release);
        if (before == null
                || !before.getTo().equals(release.getTo())
                || !before.getReason().equals(release.getReason())) {
            outlet.note(release);
        }
        listener.unmapped(release);
    }

    private void withdraw(Sighting known) throws IntakeException {
        List<ProjectName> names = switch (known.subject()) {
            case Subject.Project(List<ProjectName> all) -> all;
            case Subject.Packages(Optional<String> set, List<String> attributes) ->
                attributes.stream()
                        .flatMap(attribute -> ProjectName.ifAny(attribute).stream())
                        .toList();
        };
        for (ProjectName name : names) {
            UnmappedRelease kept = noted.remove(naming.set() + ":" + name.text());
            if (kept != null) {
                outlet.withdraw(kept);
            }
        }
    }

    private static String key(UnmappedRelease release) {
        return Topics.UNMAPPED_RELEASE.key().of(release);
    }
}
