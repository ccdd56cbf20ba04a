package dev.tidemark.intake.watcher;

import dev.tidemark.intake.IntakeException;
import dev.tidemark.intake.Origin;
import dev.tidemark.intake.watcher.Sighting.Subject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a text of a watcher says, in short. */
final class ReadSightings implements Sightings {

    final List<Sighting> all = new ArrayList<>();
    final List<String> passedOver = new ArrayList<>();
    final List<String> wrong = new ArrayList<>();

    static ReadSightings of(WatcherFormat format, String text) throws IntakeException {
        ReadSightings read = new ReadSightings();
        format.read("it", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), read);
        return read;
    }

    @Override
    public void seen(Origin origin, Sighting sighting) {
        all.add(sighting);
    }

    @Override
    public void passedOver(Origin origin, String reason) {
        passedOver.add(origin + " " + reason);
    }

    @Override
    public void wrong(Origin origin, String reason) {
        wrong.add(origin + " " + reason);
    }

    /** {@code curl 8.9.0 → 8.9.1}, one a sighting. */
    List<String> lines() {
        return all.stream()
                .map(seen -> "%s %s → %s"
                        .formatted(names(seen.subject()), seen.from().orElse("?"), seen.to()))
                .toList();
    }

    private static String names(Subject subject) {
        return switch (subject) {
            case Subject.Packages(var set, List<String> attributes) -> String.join("+", attributes);
            case Subject.Project(List<ProjectName> names) ->
                names.stream().map(ProjectName::text).collect(Collectors.joining("|"));
        };
    }
}
