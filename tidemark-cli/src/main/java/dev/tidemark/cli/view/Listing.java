package dev.tidemark.cli.view;

import dev.tidemark.cli.farm.FarmTopic;
import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.output.RecordTree;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a topic holds of something, a row each: as a table, as JSON or YAML, once or as it changes. JSON and YAML have the
 * topic's own records.
 *
 * @param topic what is listed
 * @param wanted which of it
 * @param columns what people see of each
 * @param nothing said to people when there is none
 * @param afterwards what people are told below the table
 */
public record Listing<T extends SpecificRecord>(
        FarmTopic<T> topic,
        Predicate<T> wanted,
        List<Column<T>> columns,
        String nothing,
        Consumer<Page<T>> afterwards) {

    /**
     * A column of a table.
     *
     * @param heading in capitals
     * @param cell what stands in it; may hold what strangers wrote
     */
    public record Column<T>(String heading, Function<T, String> cell) {}

    /**
     * What is on the screen.
     *
     * @param rows in their order, at least one
     */
    public record Page<T>(Screen screen, List<T> rows) {}

    public Listing {
        columns = List.copyOf(columns);
    }

    /**
     * Shows it.
     *
     * @return what was shown, in its order
     */
    public List<T> show(Asked asked) {
        Screen screen = Screen.standard();
        Form form = asked.form();
        if (asked.watch()) {
            topic.follow(key -> true, new Changes(form, screen));
            return List.of();
        }
        List<T> rows =
                topic.newest(key -> true).values().stream().filter(wanted).toList();
        show(rows, form, screen);
        return rows;
    }

    private void show(List<T> rows, Form form, Screen screen) {
        if (!form.isForPeople()) {
            form.print(RecordTree.all(rows), System.out);
        } else if (rows.isEmpty()) {
            screen.wrapped("", nothing, 0);
        } else {
            table(rows).print(screen);
            afterwards.accept(new Page<>(screen, rows));
        }
    }

    private Table table(List<T> rows) {
        Table table = new Table(columns.stream().map(Column::heading).toArray(String[]::new));
        rows.forEach(row -> table.row(cells(row)));
        return table;
    }

    private String[] cells(T row) {
        return columns.stream()
                .map(column -> Screen.printable(column.cell().apply(row)))
                .toArray(String[]::new);
    }

    /** Shows all of it again where that can be done in place, else what has changed. */
    private final class Changes implements FarmTopic.Follower<T> {
        private final Form form;
        private final Screen screen;
        private final SortedMap<String, T> now = new TreeMap<>();
        private final Map<String, T> shown = new TreeMap<>();
        private boolean begun;
        private boolean fresh;

        Changes(Form form, Screen screen) {
            this.form = form;
            this.screen = screen;
        }

        @Override
        public void changed(String key, Optional<T> value) {
            Optional<T> kept = value.filter(wanted);
            fresh = true;
            if (kept.isPresent()) {
                now.put(key, kept.get());
            } else {
                now.remove(key);
            }
        }

        @Override
        public boolean upToDate() {
            if (fresh || !begun) {
                if (!form.isForPeople() || !screen.isTerminal()) {
                    tell();
                } else {
                    screen.wipe();
                    show(List.copyOf(now.values()), form, screen);
                }
            }
            begun = true;
            fresh = false;
            return !Thread.currentThread().isInterrupted();
        }

        private void tell() {
            List<T> news = new ArrayList<>();
            now.forEach((key, value) -> {
                if (!value.equals(shown.put(key, value))) {
                    news.add(value);
                }
            });
            if (!form.isForPeople()) {
                news.forEach(value -> form.printNext(RecordTree.of(value), System.out));
            } else if (!begun) {
                show(news, form, screen);
            } else {
                news.forEach(value -> screen.line(String.join("  ", cells(value))));
            }
        }
    }
}
