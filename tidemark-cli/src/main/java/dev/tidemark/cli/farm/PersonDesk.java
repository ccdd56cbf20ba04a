package dev.tidemark.cli.farm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.people.Roster;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.JobRef;
import dev.tidemark.schemas.event.Maintainer;
import dev.tidemark.schemas.event.Package;
import dev.tidemark.schemas.event.ReachedPackage;
import dev.tidemark.service.FarmSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Where somebody sees all that concerns them. */
public final class PersonDesk {

    private static final int INDENT = 4;
    private static final int MOST_SEEN = 40;

    private final FarmSettings farm;

    public PersonDesk(FarmSettings farm) {
        this.farm = farm;
    }

    /**
     * A breakage behind which something of somebody's is blocked.
     *
     * @param mine what of it is theirs, by attribute, as far as the breakage names what is blocked
     */
    private record Behind(Breakage breakage, List<String> mine) {}

    /**
     * What concerns somebody.
     *
     * @param teams that they are in
     * @param act on what they can act, the oldest first
     * @param behind where something of theirs is only blocked
     * @param unnamed of how many more breakages it is not said whose packages they block, since they are too many
     * @param coming what waves that go on build again of theirs
     */
    private record Concerns(
            List<String> teams, List<Breakage> act, List<Behind> behind, int unnamed, List<NoticeDesk.Told> coming) {}

    /**
     * Shows what somebody can act on, what of theirs is blocked, what is coming at it, and what they wish.
     *
     * @return whether there is nothing that they can act on
     */
    public boolean show(WishDesk.Whose whose, Form form) {
        String person = whose.person();
        Concerns concerns = of(person);
        WishDesk wishes = new WishDesk(farm);
        if (form.isForPeople()) {
            tell(person, concerns, Screen.standard());
            wishes.list(whose, form);
        } else {
            ObjectNode tree = tree(person, concerns);
            tree.set("wishes", wishes.tree(whose));
            form.print(tree, System.out);
        }
        return concerns.act().isEmpty();
    }

    private Concerns of(String person) {
        List<String> teams = new Roster(new FarmTopic<>(farm, Topics.MAINTAINER, Maintainer.class).newest(key -> true))
                .teamsOf(person);
        Set<String> names = new HashSet<>();
        names.add(person);
        teams.forEach(team -> names.add(Owners.TEAM + team));
        List<Breakage> act = new ArrayList<>();
        List<Breakage> know = new ArrayList<>();
        int unnamed = 0;
        for (Breakage breakage : new BreakageDesk(farm).standing()) {
            if (breakage.getAct().stream().anyMatch(names::contains)) {
                act.add(breakage);
            } else if (breakage.getKnow().contains(person)) {
                know.add(breakage);
            } else if (breakage.getKnowCount() > breakage.getKnow().size()) {
                unnamed++;
            }
        }
        return new Concerns(teams, act, behind(know, person), unnamed, new NoticeDesk(farm).coming(person));
    }

    private List<Behind> behind(List<Breakage> know, String person) {
        Set<String> blocked = know.stream()
                .flatMap(breakage -> breakage.getBlocked().stream().map(job -> id(breakage, job)))
                .collect(Collectors.toSet());
        if (know.isEmpty()) {
            return List.of();
        }
        Set<String> mine = new HashSet<>();
        new FarmTopic<>(farm, Topics.PACKAGE, Package.class)
                .newest(blocked::contains)
                .forEach((key, value) -> {
                    if (value.getMaintainers().contains(person)) {
                        mine.add(key);
                    }
                });
        return know.stream()
                .map(breakage -> new Behind(
                        breakage,
                        breakage.getBlocked().stream()
                                .filter(job -> mine.contains(id(breakage, job)))
                                .map(JobRef::getAttribute)
                                .distinct()
                                .toList()))
                .toList();
    }

    private static String id(Breakage breakage, JobRef job) {
        return breakage.getSet() + ":" + job.getAttribute();
    }

    private static void tell(String person, Concerns concerns, Screen screen) {
        screen.line(screen.ink(Ink.BOLD, Screen.printable(person))
                + (concerns.teams().isEmpty() ? "" : Screen.printable("  in " + String.join(", ", concerns.teams()))));
        heading(screen, "To act on", concerns.act(), "nothing");
        if (!concerns.act().isEmpty()) {
            BreakageDesk.table(concerns.act()).print(screen);
            screen.wrapped(
                    "",
                    "See one with tidemark breakage show BREAKAGE; answer with tidemark resolve WAVE PACKAGE.",
                    INDENT);
        }
        heading(screen, "Blocked behind others", concerns.behind(), "nothing");
        if (!concerns.behind().isEmpty()) {
            Table table = new Table("BREAKAGE", "BY", "BROKEN", "BLOCKED OF YOURS");
            concerns.behind()
                    .forEach(each -> table.row(
                            each.breakage().getBreakage(),
                            Screen.cut(Screen.printable(BreakageDesk.blamed(each.breakage())), MOST_SEEN),
                            Screen.cut(Screen.printable(BreakageDesk.broken(each.breakage())), MOST_SEEN),
                            Screen.printable(names(each.mine()))));
            table.print(screen);
        }
        if (concerns.unnamed() > 0) {
            screen.wrapped(
                    "",
                    "Another %d %s more people than are named; your feed says whether you are one of them."
                            .formatted(
                                    concerns.unnamed(),
                                    concerns.unnamed() == 1 ? "breakage blocks" : "breakages block"),
                    INDENT);
        }
        heading(screen, "Coming", concerns.coming(), "nothing that is known yet");
        if (!concerns.coming().isEmpty()) {
            Table table = new Table("WAVE", "BUMPS", "TOLD BY", "BUILT AGAIN OF YOURS");
            concerns.coming()
                    .forEach(told -> table.row(
                            told.notice().getWave(),
                            Screen.cut(Screen.printable(NoticeDesk.bumps(told.notice())), MOST_SEEN),
                            told.how(),
                            Screen.printable(names(told.notice().getReached().stream()
                                    .map(ReachedPackage::getAttribute)
                                    .toList()))));
            table.print(screen);
        }
        screen.line("");
        screen.line(screen.ink(Ink.BOLD, "Wishes and mutes"));
    }

    private static void heading(Screen screen, String what, Collection<?> all, String nothing) {
        screen.line("");
        screen.line(screen.ink(Ink.BOLD, what) + (all.isEmpty() ? ": " + nothing : ""));
    }

    private static String names(List<String> all) {
        return all.isEmpty() ? "more than are named" : String.join(", ", all);
    }

    private static ObjectNode tree(String person, Concerns concerns) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("person", person);
        ArrayNode teams = tree.putArray("teams");
        concerns.teams().forEach(teams::add);
        tree.set("act", RecordTree.all(concerns.act()));
        ArrayNode behind = tree.putArray("blocked");
        concerns.behind().forEach(each -> {
            ObjectNode one = RecordTree.of(each.breakage());
            ArrayNode mine = one.putArray("mine");
            each.mine().forEach(mine::add);
            behind.add(one);
        });
        tree.put("unnamed", concerns.unnamed());
        tree.set("notices", NoticeDesk.tree(concerns.coming()));
        return tree;
    }
}
