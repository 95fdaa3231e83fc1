package dev.residual.dataset.ingest;

import dev.residual.dataset.GzipInput;
import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.archive.ArchiveFile;
import dev.residual.dataset.archive.FileTooLargeException;
import dev.residual.dataset.decode.DecodedFiles;
import dev.residual.dataset.decode.DecoderPool;
import dev.residual.dataset.decode.Unreadable;
import dev.residual.dataset.ingest.ImportObserver.Phase;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the images of a layout from its archive, in one pass, and has them decoded. */
final class ArchiveImages implements Archive.Visitor {

  private static final int IDX_IMAGES = 2051;
  private static final long MAX_IDX_PIXELS = 25_000_000;

  private final DecoderPool decoders;
  private final DecodedFiles decoded;
  private final ImportObserver observer;
  private final Map<String, Integer> indices = new HashMap<>();

  /** Number of images in each file of the IDX format; empty for other layouts. */
  private final Map<String, Integer> idxCounts = new HashMap<>();

  private int done;

  ArchiveImages(
      Layout layout, DecoderPool decoders, DecodedFiles decoded, ImportObserver observer) {
    this.decoders = decoders;
    this.decoded = decoded;
    this.observer = observer;
    List<Assigned> files = layout.files();
    for (int i = 0; i < files.size(); i++) {
      if (layout.kind() == LayoutKind.IDX) {
        String path = files.get(i).path();
        String file = path.substring(0, path.lastIndexOf('/'));
        indices.putIfAbsent(file, i);
        idxCounts.merge(file, 1, Integer::sum);
      } else {
        indices.put(files.get(i).path(), i);
      }
    }
  }

  @Override
  public void visit(ArchiveFile file, InputStream content) throws IOException {
    Integer index = indices.get(file.path());
    if (index == null) {
      return;
    }
    Integer count = idxCounts.get(file.path());
    if (count == null) {
      read(index, content);
      progress();
    } else {
      readIdx(file.path(), index, count, content);
    }
  }

  private void progress() {
    done++;
    observer.progress(Phase.DECODING, done, decoded.size());
  }

  private void read(int index, InputStream content) throws IOException {
    byte[] bytes;
    try {
      bytes = content.readAllBytes();
    } catch (ClosedChannelException e) {
      // An interrupt has closed the whole archive, which says nothing about the file.
      throw e;
    } catch (FileTooLargeException e) {
      decoded.put(index, new Unreadable("too-large", String.valueOf(e.getMessage())));
      return;
    } catch (IOException e) {
      decoded.put(index, new Unreadable("damaged", String.valueOf(e.getMessage())));
      return;
    }
    decoders.decode(index, bytes);
  }

  private void readIdx(String path, int first, int count, InputStream content) throws IOException {
    try (DataInputStream in = new DataInputStream(GzipInput.stream(content))) {
      int magic = in.readInt();
      in.readInt();
      int height = in.readInt();
      int width = in.readInt();
      boolean sizeFits = height > 0 && width > 0 && (long) height * width <= MAX_IDX_PIXELS;
      if (magic != IDX_IMAGES || !sizeFits) {
        throw invalid(
            "%s must have the magic number %d and images of at most %,d pixels, had %d and %dx%d",
            path, IDX_IMAGES, MAX_IDX_PIXELS, magic, width, height);
      }
      for (int i = 0; i < count; i++) {
        byte[] pixels = new byte[height * width];
        in.readFully(pixels);
        decoders.take(first + i, pixels, height, width);
        progress();
      }
      if (in.read() != -1) {
        throw invalid("%s has more bytes than its %,d images need; pack it again", path, count);
      }
    } catch (EOFException e) {
      throw invalid("%s ends before its %,d images do; pack it again", path, count);
    }
  }

  private static ImportException invalid(String format, Object... values) {
    return new ImportException(ImportException.MANIFEST_INVALID, format, values);
  }
}
