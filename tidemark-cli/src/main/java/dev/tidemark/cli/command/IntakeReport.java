package dev.tidemark.cli.command;

import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.intake.BumpIntake.IntakeListener;
import dev.tidemark.intake.Origin;
import dev.tidemark.intake.Release;
import dev.tidemark.schemas.event.UnmappedRelease;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tells a person what becomes of what watchers saw: a line each as it happens, and at the end how many. */
final class IntakeReport implements IntakeListener {

    private static final int INDENT = 4;

    private final Screen screen;
    private final boolean dry;
    private final SortedMap<String, Integer> passedOver = new TreeMap<>();
    private int published;
    private int unmapped;
    private int wrong;

    /** @param dry whether nothing is really published */
    IntakeReport(Screen screen, boolean dry) {
        this.screen = screen;
        this.dry = dry;
    }

    @Override
    public void published(Release release) {
        published++;
        screen.wrapped(
                "",
                "%s%s → %s%s"
                        .formatted(
                                release.of(),
                                release.from().map(from -> " " + from).orElse(""),
                                release.to(),
                                release.details()
                                        .company()
                                        .map(company -> " (of %s)".formatted(company.release()))
                                        .orElse("")),
                INDENT);
    }

    @Override
    public void unmapped(UnmappedRelease release) {
        unmapped++;
        screen.wrapped(
                screen.ink(Ink.YELLOW, "? "),
                Screen.printable("%s %s: %s".formatted(release.getName(), release.getTo(), release.getReason())),
                INDENT);
    }

    @Override
    public void passedOver(Origin origin, String reason) {
        passedOver.merge(reason, 1, Integer::sum);
    }

    @Override
    public void wrong(Origin origin, String reason) {
        wrong++;
        screen.wrapped(screen.ink(Ink.RED, "! "), Screen.printable("%s: %s".formatted(origin, reason)), INDENT);
    }

    /** @return false when something could not be read */
    boolean end() {
        screen.wrapped(
                "", "%s %s".formatted(counted(published, "bump"), dry ? "would be published." : "published."), INDENT);
        if (unmapped > 0) {
            screen.wrapped(
                    "",
                    "%s of no known package: give their names to the table, then tidemark bump remap --names FILE%s"
                            .formatted(counted(unmapped, "release"), dry ? "." : " (see tidemark bump unmapped)."),
                    INDENT);
        }
        if (!passedOver.isEmpty()) {
            screen.wrapped(
                    "",
                    "Passed over: %s."
                            .formatted(passedOver.entrySet().stream()
                                    .map(entry -> "%,d %s".formatted(entry.getValue(), entry.getKey()))
                                    .collect(Collectors.joining(", "))),
                    INDENT);
        }
        if (wrong > 0) {
            screen.wrapped(
                    "", "%s could not be read, see above.".formatted(counted(wrong, "entry", "entries")), INDENT);
        }
        return wrong == 0;
    }

    private static String counted(int count, String one) {
        return counted(count, one, one + "s");
    }

    private static String counted(int count, String one, String several) {
        return "%,d %s".formatted(count, count == 1 ? one : several);
    }
}
