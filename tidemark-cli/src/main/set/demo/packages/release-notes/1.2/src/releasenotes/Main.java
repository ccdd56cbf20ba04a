package releasenotes;

import args.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import semver.Version;

public final class Main {
    public static void main(String[] arguments) throws IOException {
        Options options = new Options("release-notes", "CHANGES")
                .option("from", "0.1", "the release before")
                .option("to", "0.2", "the release to write about")
                .flag("html", "write HTML instead of Markdown")
                .flag("summary", "only count the changes");
        try {
            Options.Parsed parsed = options.parse(arguments);
            if (parsed.operands().size() != 1) {
                throw new Options.UsageException("expected one file of changes");
            }
            ReleaseNotes notes = new ReleaseNotes(
                    Version.parse(parsed.value("from")),
                    Version.parse(parsed.value("to")),
                    Files.readAllLines(Path.of(parsed.operands().getFirst())));
            System.out.print(parsed.has("summary") ? notes.summary().write("text")
                    : parsed.has("html") ? notes.toHtml() : notes.toMarkdown());
        } catch (NoSuchFileException e) {
            System.err.println("release-notes: no such file: " + e.getMessage());
            System.exit(1);
        } catch (Options.UsageException e) {
            System.err.print("release-notes: " + e.getMessage() + "\n" + options.usage());
            System.exit(2);
        } catch (IllegalArgumentException e) {
            System.err.println("release-notes: " + e.getMessage());
            System.exit(1);
        }
    }
}
