package dev.tidemark.cli.people;

/** An address as it may be shown: enough for its owner to know it again, too little to write to it. */
public final class HiddenAddress {

    private HiddenAddress() {}

    /** {@code a…@e….org} for {@code ada@example.org}. */
    public static String of(String address) {
        int at = address.lastIndexOf('@');
        int dot = address.lastIndexOf('.');
        if (at < 1 || at == address.length() - 1) {
            return "…";
        }
        return first(address, 0) + "…@" + first(address, at + 1) + "…" + (dot > at ? address.substring(dot) : "");
    }

    private static String first(String text, int at) {
        return Character.toString(text.codePointAt(at));
    }
}
