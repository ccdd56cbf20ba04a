package dev.tidemark.notifier.http;

import dev.tidemark.notifier.letter.BreakageCard;
import dev.tidemark.notifier.letter.LetterModel;
import dev.tidemark.notifier.letter.Links;
import dev.tidemark.notifier.letter.NoticeCard;
import dev.tidemark.notifier.letter.NoticeModel;
import dev.tidemark.notifier.letter.Templates;
import dev.tidemark.notifier.letter.Why;
import dev.tidemark.notifier.people.Reason;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes feeds as Atom (RFC 4287). An entry is a breakage, under the same id as long as it lives: what becomes of it is a newer
 * {@code updated} of the same entry. Or it is a notice of what is coming.
 */
final class Atom {

    private static final String NAMESPACE = "http://www.w3.org/2005/Atom";

    private final Templates templates;
    private final Links links;

    Atom(Templates templates, Links links) {
        this.templates = templates;
        this.links = links;
    }

    /**
     * A feed.
     *
     * @param title what it is of
     * @param self where it is served
     */
    String feed(String title, String self, List<FeedBook.Item> items) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("utf-8", "1.0");
            xml.writeStartElement("feed");
            xml.writeDefaultNamespace(NAMESPACE);
            element(xml, "id", self);
            element(xml, "title", title);
            element(xml, "updated", updated(items).toString());
            link(xml, "self", self);
            xml.writeStartElement("author");
            element(xml, "name", "Tidemark");
            xml.writeEndElement();
            for (FeedBook.Item item : items) {
                switch (item) {
                    case FeedBook.Item.OfBreakage breakage -> entry(xml, breakage);
                    case FeedBook.Item.OfNotice notice -> entry(xml, notice, self);
                }
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new AssertionError("text in memory takes everything", e);
        }
        return text.toString();
    }

    private static Instant updated(List<FeedBook.Item> items) {
        return items.stream()
                .map(FeedBook.Item::changed)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private void entry(XMLStreamWriter xml, FeedBook.Item.OfBreakage item) throws XMLStreamException {
        BreakageCard card = item.card();
        Map<String, Object> model = LetterModel.of(card, links);
        xml.writeStartElement("entry");
        element(xml, "id", "urn:tidemark:breakage:" + card.name().id());
        element(xml, "title", card.title());
        element(xml, "updated", card.times().changed().toString());
        element(xml, "published", card.times().raised().toString());
        link(xml, "alternate", links.breakage(card.name().id()));
        category(xml, card.name().became().name());
        category(xml, card.name().set());
        content(xml, item.reasons(), templates.fill("breakage", Templates.Kind.HTML, model));
        xml.writeEndElement();
    }

    private void entry(XMLStreamWriter xml, FeedBook.Item.OfNotice item, String self) throws XMLStreamException {
        NoticeCard card = item.card();
        String at = card.name().at().toString();
        xml.writeStartElement("entry");
        element(xml, "id", "urn:tidemark:notice:" + card.name().wave());
        element(xml, "title", card.title());
        element(xml, "updated", at);
        element(xml, "published", at);
        link(xml, "alternate", self);
        category(xml, "NOTICE");
        category(xml, card.name().set());
        content(xml, item.reasons(), templates.fill("notice", Templates.Kind.HTML, NoticeModel.of(card, links)));
        xml.writeEndElement();
    }

    private static void content(XMLStreamWriter xml, List<Reason> reasons, String html) throws XMLStreamException {
        if (!reasons.isEmpty()) {
            element(xml, "summary", "Because %s.".formatted(Why.of(reasons)));
        }
        xml.writeStartElement("content");
        xml.writeAttribute("type", "html");
        xml.writeCharacters(html);
        xml.writeEndElement();
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private static void link(XMLStreamWriter xml, String relation, String to) throws XMLStreamException {
        xml.writeEmptyElement("link");
        xml.writeAttribute("rel", relation);
        xml.writeAttribute("href", to);
    }

    private static void category(XMLStreamWriter xml, String term) throws XMLStreamException {
        xml.writeEmptyElement("category");
        xml.writeAttribute("term", term);
    }
}
