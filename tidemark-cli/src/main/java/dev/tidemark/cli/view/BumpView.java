package dev.tidemark.cli.view;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Bump;
import dev.tidemark.schemas.event.BumpRef;
import dev.tidemark.schemas.event.BumpState;
import dev.tidemark.schemas.event.UnmappedRelease;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.UsageException;
import java.util.List;
import java.util.Optional;

/** Bumps and where they stand; releases of which nobody knows whose they are. */
public final class BumpView {

    private static final int INDENT = 4;
    private static final int INDENT_OF_FIELDS = 13;

    private final FarmSettings farm;

    public BumpView(FarmSettings farm) {
        this.farm = farm;
    }

    /**
     * Shows bumps.
     *
     * @param set of one set alone
     * @param held those that are held alone
     * @return whether one of them is held
     */
    public boolean list(Optional<String> set, boolean held, Asked asked) {
        return new Listing<>(
                        new FarmTopic<>(farm, Topics.BUMP, Bump.class),
                        bump -> set.map(bump.getSet()::equals).orElse(true) && (!held || isHeld(bump)),
                        List.of(
                                new Listing.Column<>("BUMP", Topics.BUMP.key()::of),
                                new Listing.Column<>(
                                        "STATE", bump -> bump.getState().name()),
                                new Listing.Column<>("SINCE", bump -> Columns.moment(bump.getSince())),
                                new Listing.Column<>("UNTIL", bump -> Columns.moment(bump.getUntil())),
                                new Listing.Column<>(
                                        "WHY",
                                        bump -> bump.getReason()
                                                .or(bump::getWave)
                                                .orElse(""))),
                        held
                                ? "No bump is held."
                                : "No bumps yet. To publish one: tidemark bump SET:PACKAGE --to VERSION",
                        BumpView::nextSteps)
                .show(asked).stream().anyMatch(BumpView::isHeld);
    }

    /**
     * Shows all of one.
     *
     * @param key as a list shows it
     * @return whether it is held
     * @throws UsageException when the farm has no such bump
     */
    public boolean show(String key, Form form) {
        Bump bump = new FarmTopic<>(farm, Topics.BUMP, Bump.class)
                .newest(key::equals)
                .get(key);
        if (bump == null) {
            throw new UsageException("the farm has no bump %s: see which it has with tidemark bump list"
                    .formatted(Screen.printable(key)));
        }
        if (form.isForPeople()) {
            tell(key, bump, Screen.standard());
        } else {
            form.print(RecordTree.of(bump), System.out);
        }
        return isHeld(bump);
    }

    private static void tell(String key, Bump bump, Screen screen) {
        screen.line(screen.ink(Ink.BOLD, Screen.printable(key)) + "  "
                + screen.ink(isHeld(bump) ? Ink.RED : Ink.PLAIN, bump.getState().name()));
        BumpRef what = bump.getBump();
        say(screen, "since", bump.getSince().map(Columns::moment));
        say(screen, "until", bump.getUntil().map(Columns::moment));
        say(screen, "why", bump.getReason());
        say(screen, "next step", bump.getNextStep());
        say(screen, "superseded", bump.getSupersededBy().map("by %s"::formatted));
        say(screen, "wave", bump.getWave());
        say(screen, "opened", bump.getAdmittedAt().map(Columns::moment));
        say(screen, "changes", Optional.of(Columns.bump(what)));
        say(screen, "also", what.getChange());
        say(
                screen,
                "kind",
                Optional.of(what.getKind().name()
                        + (what.getAdvisories().isEmpty() ? "" : ", ")
                        + String.join(", ", what.getAdvisories())));
        say(screen, "publisher", Optional.of(what.getPublisher()));
        say(screen, "seen", bump.getSeenAt().map(Columns::moment));
        say(screen, "heard of", bump.getHeardAt().map(Columns::moment));
        say(screen, "release", bump.getRelease());
        say(screen, "together", Optional.of(String.join(", ", bump.getTogether())));
        say(screen, "forced", bump.getForce().map(force -> "by %s: %s".formatted(force.getBy(), force.getReason())));
    }

    private static void say(Screen screen, String what, Optional<String> text) {
        text.filter(said -> !said.isEmpty())
                .ifPresent(said -> screen.wrapped(
                        "  " + screen.ink(Ink.FAINT, "%-10s".formatted(what)) + " ",
                        Screen.printable(said),
                        INDENT_OF_FIELDS));
    }

    private static boolean isHeld(Bump bump) {
        return bump.getState() == BumpState.HELD;
    }

    private static void nextSteps(Listing.Page<Bump> page) {
        List<String> steps = page.rows().stream()
                .filter(bump -> isHeld(bump) || bump.getState() == BumpState.WAITING)
                .flatMap(bump -> bump.getNextStep().stream())
                .distinct()
                .toList();
        if (!steps.isEmpty()) {
            page.screen().line("");
            steps.forEach(step -> page.screen().wrapped("", Screen.printable(step), INDENT));
        }
    }

    /**
     * Shows releases of no known package.
     *
     * @return whether there is one
     */
    public boolean unmapped(Optional<String> set, Asked asked) {
        return !new Listing<>(
                        new FarmTopic<>(farm, Topics.UNMAPPED_RELEASE, UnmappedRelease.class),
                        each -> set.map(each.getSet()::equals).orElse(true),
                        List.of(
                                new Listing.Column<>("SET", UnmappedRelease::getSet),
                                new Listing.Column<>("NAME", UnmappedRelease::getName),
                                new Listing.Column<>("RELEASE", UnmappedRelease::getTo),
                                new Listing.Column<>("SEEN", each -> Columns.moment(each.getSeenAt())),
                                new Listing.Column<>("BY", UnmappedRelease::getPublisher),
                                new Listing.Column<>("WHY", UnmappedRelease::getReason)),
                        "Every release is of a known package.",
                        BumpView::howToMap)
                .show(asked)
                .isEmpty();
    }

    private static void howToMap(Listing.Page<UnmappedRelease> page) {
        page.screen().line("");
        page.screen().wrapped("", "Give their names to a table, then: tidemark bump remap --names FILE", INDENT);
    }
}
