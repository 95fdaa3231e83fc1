package dev.residual.job.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.residual.job.JobEventLog;
import dev.residual.job.JobEventLog.Entry;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The events of jobs in pages, as they are sent. A page is read once for all streams, wherever they
 * are in it. The most recently used pages are kept, up to a number of bytes. It is not thread-safe.
 */
final class EventPages {

  /** The number of events of a page. The first page has the events 1 to 64. */
  static final int SIZE = 64;

  private static final int MAX_BYTES = 16 << 20;

  private record Key(UUID job, int index) {

    int first() {
      return index * SIZE + 1;
    }

    int last() {
      return (index + 1) * SIZE;
    }
  }

  private final JobEventLog eventLog;

  /** In access order: the least recently used page comes first. */
  private final Map<Key, EventPage> pages = new LinkedHashMap<>(16, 0.75f, true);

  private int bytes;

  EventPages(JobEventLog eventLog) {
    this.eventLog = eventLog;
  }

  /**
   * Returns the page with the events after number {@code after}, or null if it is not kept, or if
   * it was read before its last event was written.
   *
   * @param end the number of the job's last event
   */
  @Nullable EventPage find(UUID job, int after, int end) {
    Key key = new Key(job, after / SIZE);
    EventPage page = pages.get(key);
    return page == null || page.last() < Math.min(key.last(), end) ? null : page;
  }

  /** Reads the page with the events after number {@code after}, and keeps it. */
  EventPage read(UUID job, int after, int end) {
    Key key = new Key(job, after / SIZE);
    List<Entry> events = eventLog.after(job, key.first() - 1, SIZE);
    EventPage page = page(key, events, end);
    EventPage before = pages.put(key, page);
    bytes += page.text().length - (before == null ? 0 : before.text().length);
    evict();
    return page;
  }

  /** Logged steps are deleted some time after the end of their job, so numbers may be missing. */
  private static EventPage page(Key key, List<Entry> events, int end) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int[] starts = new int[SIZE + 1];
    int next = key.first();
    for (Entry event : events) {
      if (event.number() > key.last()) {
        break;
      }
      while (next <= event.number()) {
        starts[next++ - key.first()] = text.size();
      }
      text.writeBytes(
          "id:%d\nevent:%s\ndata:%s\n\n"
              .formatted(event.number(), event.type(), event.payload())
              .getBytes(UTF_8));
    }
    int last = Math.max(next - 1, Math.min(key.last(), end));
    while (next <= key.last() + 1) {
      starts[next++ - key.first()] = text.size();
    }
    return new EventPage(key.first(), last, text.toByteArray(), starts);
  }

  private void evict() {
    Iterator<EventPage> oldestFirst = pages.values().iterator();
    while (bytes > MAX_BYTES && oldestFirst.hasNext()) {
      bytes -= oldestFirst.next().text().length;
      oldestFirst.remove();
    }
  }

  void clear() {
    pages.clear();
    bytes = 0;
  }
}
