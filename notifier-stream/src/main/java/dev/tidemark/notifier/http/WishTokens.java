package dev.tidemark.notifier.http;

import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.WishLinks;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs wishes, so that the link in a message can carry one out and nobody can make another's. Safe for any thread. */
public final class WishTokens implements WishLinks {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 16;
    private static final int LONGEST = 2_000;
    private static final String SEPARATOR = "\n";

    private final byte[] secret;
    private final Supplier<Links> links;

    /** @param secret known to this notifier and its other instances alone */
    public WishTokens(byte[] secret, Supplier<Links> links) {
        this.secret = secret.clone();
        this.links = links;
    }

    /** What a link asks for. */
    public sealed interface Wished {

        /** No more mail. */
        record NoMail(String person) implements Wished {}

        /** Nothing more of a breakage, for a time. */
        record Mute(String person, String breakage) implements Wished {}
    }

    @Override
    public String noMail(String person) {
        return links.get().wish(token("no-mail", person));
    }

    @Override
    public String mute(String person, String breakage) {
        return links.get().wish(token("mute", person, breakage));
    }

    private String token(String... parts) {
        byte[] text = String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8);
        byte[] mac = mac(text);
        byte[] all = Arrays.copyOf(mac, mac.length + text.length);
        System.arraycopy(text, 0, all, mac.length, text.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** What a token asks for; empty when nobody here has signed it. */
    public Optional<Wished> read(String token) {
        if (token.length() > LONGEST) {
            return Optional.empty();
        }
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        if (all.length <= MAC_BYTES) {
            return Optional.empty();
        }
        byte[] text = Arrays.copyOfRange(all, MAC_BYTES, all.length);
        if (!MessageDigest.isEqual(Arrays.copyOf(all, MAC_BYTES), mac(text))) {
            return Optional.empty();
        }
        String[] parts = new String(text, StandardCharsets.UTF_8).split(SEPARATOR, -1);
        return switch (parts[0]) {
            case "no-mail" -> Optional.of(new Wished.NoMail(parts[1]));
            case "mute" -> Optional.of(new Wished.Mute(parts[1], parts[2]));
            default -> Optional.empty();
        };
    }

    private byte[] mac(byte[] text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return Arrays.copyOf(mac.doFinal(text), MAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }
}
