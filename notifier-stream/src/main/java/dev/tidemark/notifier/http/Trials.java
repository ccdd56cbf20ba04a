package dev.tidemark.notifier.http;

import com.sun.net.httpserver.HttpExchange;
import dev.tidemark.notifier.letter.Links;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves what it takes to try a wave that was announced: a script for each package, and the archive of the wave's workspace, which all of
 * them fetch. Only of sets whose files are for anybody: whoever prepares a wave of another leaves no archive. Safe for any thread.
 *
 * <p>As with {@link Reproductions}, whoever asks for a script gets one, with status 200.
 */
final class Trials {

    private static final Pattern HERE = Pattern.compile("/notices/[^/]+/(?:try/.*|workspace\\.tar)");
    private static final Pattern SCRIPT = Pattern.compile("/notices/([^/]{1,300})/try/([^/]{1,900})");
    private static final Pattern ARCHIVE = Pattern.compile("/notices/([^/]{1,300})/workspace\\.tar");
    private static final int OK = 200;
    private static final int MISSING = 404;

    private final FeedBook book;
    private final Links links;
    private final Artifacts artifacts;
    private final ArchiveSender sender;

    Trials(FeedBook book, Links links, Artifacts artifacts, ArchiveSender sender) {
        this.book = book;
        this.links = links;
        this.artifacts = artifacts;
        this.sender = sender;
    }

    /** Answers what is asked of it; false when something else is. */
    boolean answers(HttpExchange exchange, String path) throws IOException {
        if (!HERE.matcher(path).matches()) {
            return false;
        }
        Matcher archive = ARCHIVE.matcher(path);
        if (archive.matches()) {
            Optional<Path> file = archive(Links.unescaped(archive.group(1)));
            if (file.isPresent()) {
                sender.send(exchange, file.get());
            } else {
                Answer.text(MISSING, "There is no such archive.\n").send(exchange);
            }
        } else {
            Answer.text(OK, script(SCRIPT.matcher(path))).send(exchange);
        }
        return true;
    }

    private Optional<Path> archive(String wave) {
        return book.coming(wave).flatMap(coming -> artifacts.workspace(coming.workspace()));
    }

    private String script(Matcher asked) {
        if (artifacts.root().isEmpty()) {
            return ShellScript.refusal("nothing can be tried from here: no artifact store is served");
        }
        if (!asked.matches()) {
            return ShellScript.refusal("a notice has the command: %s/notices/WAVE/try/PACKAGE".formatted(links.base()));
        }
        String wave = Links.unescaped(asked.group(1));
        Optional<FeedBook.Coming> coming = book.coming(wave);
        if (coming.isEmpty()) {
            return ShellScript.refusal(
                    "no wave %s was announced in the last 90 days: tidemark notice list has those that were"
                            .formatted(wave));
        }
        if (archive(wave).isEmpty()) {
            return ShellScript.refusal(
                    "the wave %s cannot be tried from here: only waves of Nix sets can whose set.json says \"public\", as long as the artifact store has their workspace"
                            .formatted(wave));
        }
        return script(wave, coming.get().set(), Links.unescaped(asked.group(2)));
    }

    /** It does nothing before its last line, so that one that was cut off while it was fetched builds nothing. */
    private String script(String wave, String set, String attribute) {
        return """
                # Builds %1$s with the bumps of the wave %2$s. Needs curl, tar and Nix.
                # Into a folder of your own: curl -fsS URL | sh -s FOLDER
                main() {
                set -eu
                folder=${1:-$(mktemp -d)}
                mkdir -p "$folder"
                folder=$(cd "$folder" && pwd)
                %3$sfetch workspace "$folder"
                echo "builds %1$s in $folder" >&2
                status=0
                nix-build "$folder/try.nix" -A %4$s --out-link "$folder/result" </dev/null || status=$?
                echo "nix-build ended with status $status" >&2
                exit "$status"
                }
                main "$@"
                """.formatted(
                        ShellScript.plain(set + ":" + attribute),
                        ShellScript.plain(wave),
                        ShellScript.fetching(links.notice(wave)),
                        ShellScript.quoted(attribute));
    }
}
