package dev.tidemark.workspace;

import java.util.regex.Pattern;

/** What a server has answered to a download, as whatever downloads says it. */
public final class DownloadAnswer {

    private static final Pattern NOT_THERE =
            Pattern.compile("(?:HTTP error |returned error: |^\\S+ \\S+ ERROR )4(?!08|29)\\d\\d\\b");

    private DownloadAnswer() {}

    /** Whether a line of Nix, curl, git or wget says that a server was reached and does not have that: whoever asks again is told the same. */
    public static boolean isNotThere(String line) {
        return NOT_THERE.matcher(line).find();
    }
}
