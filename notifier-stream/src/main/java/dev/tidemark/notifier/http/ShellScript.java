package dev.tidemark.notifier.http;

/** Scripts that people pipe into a shell. */
final class ShellScript {

    private ShellScript() {}

    /**
     * A command {@code fetch NAME FOLDER} that unpacks an archive into a folder. It wants the script's own folder in {@code $folder}.
     *
     * @param below where the archives are, each with {@code .tar} behind its name
     */
    static String fetching(String below) {
        return """
                fetch() {
                  mkdir -p "$2"
                  curl -fsS --retry 5 %s/"$1".tar -o "$folder/archive.tar"
                  tar -x -f "$folder/archive.tar" -C "$2"
                  rm "$folder/archive.tar"
                }
                """.formatted(quoted(below));
    }

    /**
     * A script that says why there is none, and fails: what curl does not fetch would be an empty one, which does not. It is one command,
     * so that half of it is none that succeeds.
     *
     * @param reason a sentence without its full stop
     */
    static String refusal(String reason) {
        return "{ echo %s >&2; exit 3; }\n".formatted(quoted(reason));
    }

    /** One word of a shell, whatever is in it. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** Fit for a comment and for double quotes; a stranger's version must not be a command. */
    static String plain(String text) {
        return text.replaceAll("[^A-Za-z0-9_.+~:@-]", "?");
    }
}
