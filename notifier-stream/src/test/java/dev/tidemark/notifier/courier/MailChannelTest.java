package dev.tidemark.notifier.courier;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tidemark.notifier.codec.LetterCodec;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.letter.WishLinks;
import dev.tidemark.notifier.testing.Told;
import dev.tidemark.schemas.event.Breakage;
import dev.tidemark.schemas.event.BreakageState;
import dev.tidemark.schemas.event.Failure;
import dev.tidemark.schemas.event.InboxEntry;
import dev.tidemark.schemas.event.InboxKind;
import dev.tidemark.schemas.event.InputChange;
import dev.tidemark.schemas.event.RegressedJob;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real SMTP server in this process. */
final class MailChannelTest {

    private static final WishLinks WISHES = new WishLinks() {
        @Override
        public String noMail(String person) {
            return "https://t.example.org/wishes/no-mail-" + person;
        }

        @Override
        public String mute(String person, String breakage) {
            return "https://t.example.org/wishes/mute-" + person + "-" + breakage;
        }
    };

    private final FakeAddresses people = new FakeAddresses();
    private GreenMail server;

    @SuppressWarnings("NullAway.Init") // JUnit calls open before each test.
    MailChannelTest() {}

    @BeforeEach
    void open() {
        ServerSetup smtp = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        smtp.setServerStartupTimeout(60_000);
        server = new GreenMail(smtp);
        server.start();
        people.mail("ada", "ada@example.org");
    }

    @AfterEach
    void close() {
        server.stop();
    }

    private MailChannel channel() {
        return channel(server.getSmtp().getPort(), 100);
    }

    private MailChannel channel(int port, int perMinute) {
        MailSettings.Server smtp =
                new MailSettings.Server("127.0.0.1", port, MailSettings.Security.NONE, "", "", Duration.ofSeconds(30));
        CourierSettings courier =
                new CourierSettings(1, new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1)));
        return new MailChannel(
                new MailSettings(true, smtp, "Tidemark <tidemark@t.example.org>", perMinute, courier),
                new LetterCodec(new Templates(Optional.empty()), new Links("https://t.example.org"), WISHES),
                WISHES,
                people,
                people,
                InstantSource.system());
    }

    private static InboxEntry entry(String name, BreakageState state, int change) {
        return Told.entry("ada", name, InboxKind.MESSAGE, Told.breakage("b-1", state, change, "csv"));
    }

    @Test
    void a_mail_says_what_broke_why_and_what_to_do_as_text_and_as_html() throws Exception {
        assertThat(channel().deliver(entry("e-1", BreakageState.RAISED, 1))).isEqualTo(Outcome.DELIVERED);

        MimeMessage mail = only();
        assertThat(mail.getSubject()).isEqualTo("csv is broken by textkit 2.0");
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("ADA <ada@example.org>");
        assertThat(part(mail, 0))
                .contains("To blame    textkit 1.0 → 2.0, published by watcher")
                .contains("Path        textkit → csv")
                .contains("          | error: no member named pad")
                .contains("Blocked     1 behind it: docs")
                .contains("Can act     ada, watcher")
                .contains("Due         15 March 2026")
                .contains("All of it   https://t.example.org/breakages/b-1")
                .contains("Why you     you maintain csv")
                .contains("tidemark resolve demo-1 csv retry|wont-fix|cant-fix --by ada")
                .contains("Mute        https://t.example.org/wishes/mute-ada-b-1")
                .contains("No more mail: https://t.example.org/wishes/no-mail-ada");
        assertThat(part(mail, 1))
                .contains("<b>textkit 1.0 → 2.0</b>")
                .contains("href=\"https://t.example.org/breakages/b-1\"");
    }

    @Test
    void its_headers_let_machines_and_people_deal_with_it() throws Exception {
        channel().deliver(entry("e-1", BreakageState.RAISED, 1));

        MimeMessage mail = only();
        assertThat(mail.getMessageID()).isEqualTo("<e-1@t.example.org>");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getHeader("List-Id")).containsExactly("Tidemark <breakages.t.example.org>");
        assertThat(mail.getHeader("List-Unsubscribe")).containsExactly("<https://t.example.org/wishes/no-mail-ada>");
        assertThat(mail.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
    }

    @Test
    void all_that_is_told_of_one_breakage_is_one_thread_and_the_same_again_has_the_same_name() throws Exception {
        MailChannel channel = channel();
        channel.deliver(entry("e-1", BreakageState.RAISED, 1));
        channel.deliver(entry("e-2", BreakageState.RESOLVED, 2));
        channel.deliver(entry("e-2", BreakageState.RESOLVED, 2));

        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails).hasSize(3);
        for (MimeMessage mail : mails) {
            assertThat(mail.getHeader("References")).containsExactly("<b-1@t.example.org>");
            assertThat(mail.getHeader("In-Reply-To")).containsExactly("<b-1@t.example.org>");
        }
        assertThat(mails[1].getMessageID()).isEqualTo(mails[2].getMessageID());
        assertThat(mails[1].getSubject()).isEqualTo("csv is no longer broken by textkit 2.0");
        assertThat(part(mails[1], 0)).contains("csv (x86_64-linux) is built in wave demo-2");
    }

    @Test
    void a_log_that_attacks_its_reader_arrives_harmless_and_short() throws Exception {
        channel()
                .deliver(Told.entry(
                        "ada",
                        "e-1",
                        InboxKind.MESSAGE,
                        Told.breakage("b-1", BreakageState.RAISED, 1, Told.ODD_LOG, "csv")));

        String text = part(only(), 0);
        String html = part(only(), 1);
        assertThat(text).doesNotContain("\u001b").doesNotContain("\u0007").doesNotContain("\u202e");
        assertThat(html).doesNotContain("<script").contains("&lt;script&gt;");
        assertThat(text.length() + html.length()).isLessThan(20_000);
    }

    @Test
    void a_mail_says_that_a_job_is_good_without_the_bump_only_where_that_was_proven() throws Exception {
        Breakage proven = Told.breakage("b-1", BreakageState.RAISED, 1, "csv");
        channel().deliver(Told.entry("ada", "e-1", InboxKind.MESSAGE, proven));
        channel().deliver(Told.entry("ada", "e-2", InboxKind.MESSAGE, Told.onlyWithTheBump(proven)));

        MimeMessage[] mails = server.getReceivedMessages();
        for (int part = 0; part < 2; part++) {
            assertThat(part(mails[0], part)).contains("; good without it");
            assertThat(part(mails[1], part))
                    .contains("; the set has it only with the bump")
                    .doesNotContain("good without");
        }
    }

    @Test
    void a_mail_says_where_it_was_tried_and_what_changed_among_its_inputs() throws Exception {
        Breakage told = Told.breakage("b-1", BreakageState.RAISED, 1, "csv");
        RegressedJob job = told.getRegressed().getFirst();
        RegressedJob proven = RegressedJob.newBuilder(job)
                .setEarlierFailures(List.of(
                        Failure.newBuilder(job.getFailure()).setAgent("south").build()))
                .setChangedInputs(List.of(new InputChange("lexer", "1.0", "2.0", null, null)))
                .setChangedInputsCount(3)
                .build();
        channel()
                .deliver(Told.entry(
                        "ada",
                        "e-1",
                        InboxKind.MESSAGE,
                        Breakage.newBuilder(told).setRegressed(List.of(proven)).build()));

        assertThat(part(only(), 0))
                .contains("2 tries with the bump, on south, north;")
                .contains("Changed     lexer 1.0 → 2.0; 2 more");
        assertThat(part(only(), 1)).contains("changed among its inputs: lexer 1.0 → 2.0; 2 more");
    }

    @Test
    void a_digest_has_a_line_for_each() throws Exception {
        channel()
                .deliver(InboxEntry.newBuilder(Told.entry(
                                "ada",
                                "e-9",
                                InboxKind.DIGEST,
                                Told.breakage("b-1", BreakageState.RAISED, 1, "csv"),
                                Told.breakage("b-2", BreakageState.GROWN, 2, "json", "yaml")))
                        .setMore(3)
                        .build());

        MimeMessage mail = only();
        assertThat(mail.getSubject()).isEqualTo("5 breakages: csv is broken by textkit 2.0, and more");
        assertThat(part(mail, 0))
                .contains("* csv is broken by textkit 2.0")
                .contains("* json and 1 more are still broken with textkit 2.0")
                .contains("… and 3 more: https://t.example.org/feeds/maintainers/ada.atom");
        assertThat(mail.getHeader("In-Reply-To")).isNull();
    }

    @Test
    void who_has_no_address_or_wants_no_mail_gets_none() throws Exception {
        assertThat(channel().deliver(Told.entry("bob", "e-1", InboxKind.MESSAGE)))
                .isEqualTo(Outcome.DELIVERED);
        assertThat(channel().deliver(Told.entry("ada", "e-1", InboxKind.NOTE))).isEqualTo(Outcome.DELIVERED);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void an_address_that_bounces_gets_no_more_and_one_that_is_none_neither() throws Exception {
        try (RefusingServer refusing = new RefusingServer("550 5.1.1 no such user")) {
            assertThat(channel(refusing.port(), 100).deliver(entry("e-1", BreakageState.RAISED, 1)))
                    .isInstanceOf(Outcome.Refused.class);
        }
        assertThat(people.ended()).singleElement().asString().contains("550 5.1.1 no such user");

        people.mail("ada", "no address");
        assertThat(channel().deliver(entry("e-1", BreakageState.RAISED, 1))).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void what_is_the_operators_to_mend_ends_nobodys_mail() throws Exception {
        for (String refusal : List.of("554 5.7.1 relay access denied", "530 5.7.0 authentication required", "550 no")) {
            try (RefusingServer refusing = new RefusingServer(refusal)) {
                assertThat(channel(refusing.port(), 100).deliver(entry("e-1", BreakageState.RAISED, 1)))
                        .as(refusal)
                        .isInstanceOf(Outcome.Failed.class);
            }
        }
        assertThat(people.ended()).isEmpty();
    }

    @Test
    void a_server_that_asks_for_patience_or_is_away_is_tried_again() throws Exception {
        try (RefusingServer refusing = new RefusingServer("451 4.7.1 greylisted")) {
            assertThat(channel(refusing.port(), 100).deliver(entry("e-1", BreakageState.RAISED, 1)))
                    .isInstanceOf(Outcome.Failed.class);
        }
        int port = server.getSmtp().getPort();
        server.stop();
        assertThat(channel(port, 100).deliver(entry("e-1", BreakageState.RAISED, 1)))
                .isInstanceOf(Outcome.Failed.class);
        assertThat(people.ended()).isEmpty();
    }

    @Test
    void what_was_told_before_they_asked_for_mail_is_before_their_wish() {
        people.since("ada", Told.NOW.plusMillis(1));
        assertThat(channel().isBeforeTheWish(entry("e-1", BreakageState.RAISED, 1)))
                .isTrue();
        people.since("ada", Told.NOW);
        assertThat(channel().isBeforeTheWish(entry("e-1", BreakageState.RAISED, 1)))
                .isFalse();
    }

    @Test
    void no_more_than_so_many_a_minute_are_sent_and_a_wait_is_no_try() {
        MailChannel channel = channel(server.getSmtp().getPort(), 1);

        assertThat(channel.deliver(entry("e-1", BreakageState.RAISED, 1))).isEqualTo(Outcome.DELIVERED);
        assertThat(channel.deliver(entry("e-2", BreakageState.GROWN, 2))).isInstanceOf(Outcome.NotYet.class);
    }

    private MimeMessage only() {
        assertThat(server.getReceivedMessages()).hasSize(1);
        return server.getReceivedMessages()[0];
    }

    private static String part(MimeMessage mail, int number) throws Exception {
        return ((MimeMultipart) mail.getContent())
                .getBodyPart(number)
                .getContent()
                .toString()
                .replace("\r\n", "\n");
    }

    /** Takes no recipient. */
    private static final class RefusingServer implements AutoCloseable {
        private final ServerSocket socket;
        private final Thread thread;

        RefusingServer(String refusal) throws IOException {
            socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            thread = Thread.ofVirtual().start(() -> serve(refusal));
        }

        int port() {
            return socket.getLocalPort();
        }

        private void serve(String refusal) {
            try (Socket client = socket.accept();
                    OutputStream out = client.getOutputStream();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
                say(out, "220 here");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String verb = line.toUpperCase(Locale.ROOT);
                    say(out, verb.startsWith("RCPT") ? refusal : verb.startsWith("QUIT") ? "221 bye" : "250 ok");
                }
            } catch (IOException e) {
                // The client has gone.
            }
        }

        private static void say(OutputStream out, String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            thread.interrupt();
        }
    }
}
