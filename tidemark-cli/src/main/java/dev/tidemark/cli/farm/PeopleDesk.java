package dev.tidemark.cli.farm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.people.HiddenAddress;
import dev.tidemark.cli.people.Roster;
import dev.tidemark.cli.people.Row;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Screen.Ink;
import dev.tidemark.cli.terminal.Table;
import dev.tidemark.notifier.breakage.Owners;
import dev.tidemark.schemas.catalogue.Topics;
import dev.tidemark.schemas.event.Maintainer;
import dev.tidemark.service.FarmSettings;
import dev.tidemark.service.UsageException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where operators say whom a farm knows. What is shown holds no address in full. */
public final class PeopleDesk {

    private static final int INDENT = 12;
    private static final int NAMED = 8;
    private static final String NOTHING = "-";

    private final FarmTopic<Maintainer> people;

    public PeopleDesk(FarmSettings farm) {
        this.people = new FarmTopic<>(farm, Topics.MAINTAINER, Maintainer.class);
    }

    /**
     * What came of rows.
     *
     * @param fresh whom the farm did not know before, people and teams
     * @param changed of whom it knew something else
     * @param same of whom it knew that
     */
    public record Taken(int fresh, int changed, int same) {}

    /**
     * Whom some files name, as the farm would know them then.
     *
     * @param dry whether it is only told, and nothing changes
     */
    public Taken take(List<Row> rows, boolean dry) {
        Roster before = roster();
        SortedMap<String, Maintainer> changes = before.with(rows).since(before);
        if (!dry) {
            write(changes, List.of());
        }
        int fresh = (int) changes.keySet().stream()
                .filter(key -> !before.all().containsKey(key))
                .count();
        int same = (int) rows.stream()
                .filter(row -> row instanceof Row.Known known
                        && !changes.containsKey(known.record().getHandle()))
                .count();
        return new Taken(fresh, changes.size() - fresh, same);
    }

    private Roster roster() {
        return new Roster(people.newest(key -> true));
    }

    private void write(Map<String, Maintainer> changed, Collection<String> gone) {
        SortedMap<String, Optional<Maintainer>> all = new TreeMap<>();
        changed.forEach((key, value) -> all.put(key, Optional.of(value)));
        gone.forEach(key -> all.put(key, Optional.empty()));
        if (!all.isEmpty()) {
            people.write(all);
        }
    }

    /**
     * Forgets people and teams; nobody is in a team any more whom the farm does not know.
     *
     * @throws UsageException when it does not know one of them; then it forgets none
     */
    public void remove(Collection<String> handles) {
        Roster before = roster();
        handles.forEach(handle -> {
            var unused = known(before, handle);
        });
        Roster after = before;
        for (String handle : handles) {
            after = after.without(handle);
        }
        write(after.since(before), handles);
    }

    private static Maintainer known(Roster roster, String handle) {
        Maintainer found = roster.all().get(handle);
        if (found == null) {
            throw new UsageException("the farm knows nobody called %s: see whom it does with tidemark people list"
                    .formatted(Screen.printable(handle)));
        }
        return found;
    }

    /** Shows everybody, or the teams alone. */
    public void list(boolean teams, Form form) {
        Roster roster = roster();
        List<Maintainer> all = roster.all().values().stream()
                .filter(each -> !teams || isTeam(each))
                .toList();
        if (!form.isForPeople()) {
            ArrayNode list = JsonNodeFactory.instance.arrayNode();
            all.forEach(each -> list.add(tree(each, roster)));
            form.print(list, System.out);
            return;
        }
        if (all.isEmpty()) {
            Screen.standard()
                    .line("The farm knows %s. To change that: tidemark people import FILE"
                            .formatted(teams ? "no team" : "nobody"));
            return;
        }
        Table table = new Table("HANDLE", "NAME", "MAIL", "GITHUB", "TEAMS OR MEMBERS");
        all.forEach(each -> table.row(
                Screen.printable(each.getHandle()),
                Screen.cut(Screen.printable(each.getName().isEmpty() ? NOTHING : each.getName()), 30),
                Screen.printable(address(each)),
                Screen.printable(each.getGithub().orElse(NOTHING)),
                Screen.printable(some(isTeam(each) ? each.getMembers() : roster.teamsOf(each.getHandle())))));
        table.print(Screen.standard());
    }

    private static boolean isTeam(Maintainer each) {
        return each.getHandle().startsWith(Owners.TEAM);
    }

    private static String address(Maintainer each) {
        return each.getEmail().map(HiddenAddress::of).orElse(NOTHING);
    }

    private static String some(List<String> names) {
        if (names.isEmpty()) {
            return NOTHING;
        }
        return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
                + (names.size() > NAMED ? " and %,d more".formatted(names.size() - NAMED) : "");
    }

    /**
     * Shows one.
     *
     * @throws UsageException when the farm does not know them
     */
    public void show(String handle, Form form) {
        Roster roster = roster();
        Maintainer found = known(roster, handle);
        if (!form.isForPeople()) {
            form.print(tree(found, roster), System.out);
            return;
        }
        Screen screen = Screen.standard();
        screen.line(screen.ink(Ink.BOLD, Screen.printable(found.getHandle())));
        say(screen, "name", found.getName());
        say(screen, "mail", found.getEmail().map(HiddenAddress::of).orElse("no address is known"));
        say(screen, "github", found.getGithub().orElse(""));
        if (isTeam(found)) {
            say(screen, "members", found.getMembers().isEmpty() ? "nobody" : String.join(", ", found.getMembers()));
        } else {
            say(screen, "teams", String.join(", ", roster.teamsOf(handle)));
        }
    }

    private static void say(Screen screen, String what, String text) {
        if (!text.isEmpty()) {
            screen.wrapped("  " + screen.ink(Ink.FAINT, "%-9s".formatted(what)) + " ", Screen.printable(text), INDENT);
        }
    }

    private static ObjectNode tree(Maintainer each, Roster roster) {
        ObjectNode tree = RecordTree.of(Maintainer.newBuilder(each)
                .setEmail(each.getEmail().map(HiddenAddress::of).orElse(null))
                .build());
        if (!isTeam(each)) {
            tree.remove("members");
            ArrayNode teams = tree.putArray("teams");
            roster.teamsOf(each.getHandle()).forEach(teams::add);
        }
        return tree;
    }
}
