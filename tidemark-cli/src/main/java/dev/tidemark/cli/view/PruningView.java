package dev.tidemark.cli.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.agent.store.StoreContents.Item;
import dev.tidemark.cli.artifact.Fate;
import dev.tidemark.cli.artifact.Pruning;
import dev.tidemark.cli.artifact.Pruning.Removed;
import dev.tidemark.cli.artifact.Pruning.Store;
import dev.tidemark.cli.artifact.Pruning.Tally;
import dev.tidemark.cli.output.Form;
import dev.tidemark.cli.terminal.Screen;
import dev.tidemark.cli.terminal.Table;
import java.util.Map;
import java.util.Optional;

/** What becomes, or became, of what lies in a farm's artifact stores. */
public final class PruningView {

    private static final int MOST_NAMED = 20;
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final int STEP = 1024;

    private PruningView() {}

    /** @param removed empty when nothing was to be removed */
    public static void print(Pruning pruning, Optional<Removed> removed, Form form) {
        if (form.isForPeople()) {
            tell(pruning, removed, Screen.standard());
        } else {
            form.print(tree(pruning, removed), System.out);
        }
    }

    private static void tell(Pruning pruning, Optional<Removed> removed, Screen screen) {
        Table table = new Table("STORE", "BECOMES", "FILES", "SIZE", "WHY");
        for (Store store : pruning.stores()) {
            store.tallies()
                    .forEach((fate, tally) -> table.row(
                            store.trust().label(),
                            fate.what(),
                            "%,d".formatted(tally.files()),
                            size(tally.bytes()),
                            fate.why()));
            if (store.hasNixCache()) {
                table.row(
                        store.trust().label(),
                        "stays",
                        Columns.NOTHING,
                        Columns.NOTHING,
                        "the Nix cache is not looked into");
            }
        }
        table.print(screen);
        screen.line("");
        if (removed.isEmpty()) {
            pruning.stores().forEach(store -> name(store, screen));
        }
        screen.line(removed.map(PruningView::sentence)
                .orElse("Nothing was removed: the same without --dry-run removes what goes."));
    }

    private static void name(Store store, Screen screen) {
        store.going().stream()
                .limit(MOST_NAMED)
                .forEach(item -> screen.line(
                        "%s  %s  %s".formatted(Columns.moment(item.storedAt()), item.file(), size(item.bytes()))));
        int more = store.going().size() - MOST_NAMED;
        if (more > 0) {
            screen.line("and %,d more: -o json names all".formatted(more));
        }
    }

    private static String sentence(Removed removed) {
        return "%,d %s removed, %s%s."
                .formatted(
                        removed.gone().files(),
                        removed.gone().files() == 1 ? "file" : "files",
                        size(removed.gone().bytes()),
                        removed.stayed() == 0 ? "" : "; stored again meanwhile: %,d".formatted(removed.stayed()));
    }

    private static String size(long bytes) {
        int unit = 0;
        double size = bytes;
        while (size >= STEP && unit < UNITS.length - 1) {
            size /= STEP;
            unit++;
        }
        return unit == 0 ? bytes + " B" : "%.1f %s".formatted(size, UNITS[unit]);
    }

    private static ObjectNode tree(Pruning pruning, Optional<Removed> removed) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        ArrayNode stores = tree.putArray("stores");
        for (Store store : pruning.stores()) {
            for (Map.Entry<Fate, Tally> tally : store.tallies().entrySet()) {
                stores.addObject()
                        .put("store", store.trust().label())
                        .put("becomes", tally.getKey().what())
                        .put("why", tally.getKey().name())
                        .put("files", tally.getValue().files())
                        .put("bytes", tally.getValue().bytes());
            }
        }
        ArrayNode going = tree.putArray("going");
        for (Store store : pruning.stores()) {
            for (Item item : store.going()) {
                going.addObject()
                        .put("file", item.file().toString())
                        .put("bytes", item.bytes())
                        .put("storedAt", item.storedAt().toString());
            }
        }
        removed.ifPresent(gone -> tree.putObject("removed")
                .put("files", gone.gone().files())
                .put("bytes", gone.gone().bytes())
                .put("stayed", gone.stayed()));
        return tree;
    }
}
