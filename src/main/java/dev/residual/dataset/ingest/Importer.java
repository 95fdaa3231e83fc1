package dev.residual.dataset.ingest;

import dev.residual.dataset.archive.Archive;
import dev.residual.dataset.decode.DecodedFiles;
import dev.residual.dataset.decode.DecoderPool;
import dev.residual.dataset.decode.Spool;
import dev.residual.dataset.decode.SpooledImage;
import dev.residual.dataset.ingest.ImportObserver.Phase;
import dev.residual.dataset.pack.PackHeader;
import dev.residual.dataset.pack.PackManifest;
import dev.residual.dataset.pack.PackWriter;
import dev.residual.dataset.pack.Split;
import dev.residual.dataset.report.ImportFacts;
import dev.residual.dataset.report.ImportReport;
import dev.residual.dataset.report.ReportedImage;
import dev.residual.preprocessing.OrientationMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes a pack of an archive. The same images give the same pack, whatever the order and the layout
 * of the archive.
 */
public final class Importer {

  private final Layout layout;
  private final ImportSpec options;
  private final DecodedFiles decoded;
  private final Spool spool;
  private final ImportObserver observer;

  private Importer(Layout layout, DecodedFiles decoded, Spool spool, ImportObserver observer) {
    this.layout = layout;
    this.options = layout.options();
    this.decoded = decoded;
    this.spool = spool;
    this.observer = observer;
  }

  /**
   * Imports an archive.
   *
   * @param request what the request says; it wins over the archive's {@code dataset.json}
   * @param directory an empty directory, which becomes the pack. It is incomplete, and without a
   *     manifest, if an exception is thrown.
   * @param scratch a directory for a temporary file with the pixels of all images
   * @throws ImportException if the archive cannot become a data set
   * @throws dev.residual.dataset.archive.ArchiveException if the archive is refused
   * @throws dev.residual.image.ImageException if there is too little memory at the moment
   * @throws IOException if a file cannot be read or written, or if the thread is interrupted
   */
  public static PackManifest run(
      Archive archive, ImportOptions request, Path directory, Path scratch, ImportObserver observer)
      throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    return run(archive, request, directory, scratch, observer, cores);
  }

  /** Does the same with so many threads that decode, which does not change the pack. */
  static PackManifest run(
      Archive archive,
      ImportOptions request,
      Path directory,
      Path scratch,
      ImportObserver observer,
      int threads)
      throws IOException {
    observer.progress(Phase.LISTING, 0, 0);
    Layout layout = LayoutDetector.detect(archive, request);
    DecodedFiles decoded = new DecodedFiles(layout.files().size());
    try (Spool spool = new Spool(scratch)) {
      try (DecoderPool decoders =
          new DecoderPool(layout.options().decoding(), spool, decoded, threads)) {
        archive.forEach(new ArchiveImages(layout, decoders, decoded, observer));
        decoders.finish();
      }
      return new Importer(layout, decoded, spool, observer).write(directory);
    }
  }

  private ImportFacts facts(ReadableImages images, SplitImages splits) throws IOException {
    int[] indices = indices(images.size(), splits);
    List<ReportedImage> reported = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      Assigned file = images.file(i);
      SpooledImage image = images.get(i);
      reported.add(
          new ReportedImage(
              file.path(),
              file.label(),
              splits.split(i),
              indices[i],
              splits.isDropped(i),
              image.hash(),
              image.colorful(),
              image.original()));
    }
    return new ImportFacts(
        layout.labels(),
        decoded.size(),
        layout.ignored(),
        UnreadableFiles.counts(decoded),
        reported,
        new NearLeakSearch(images, splits, spool).pairs(observer),
        options.orientation() == OrientationMode.EXIF,
        options.storedSize());
  }

  /** Returns the number of each image in its split, or -1 if it was left out. */
  private static int[] indices(int count, SplitImages splits) {
    int[] indices = new int[count];
    Arrays.fill(indices, -1);
    for (Split split : Split.values()) {
      int[] images = splits.of(split);
      for (int i = 0; i < images.length; i++) {
        indices[images[i]] = i;
      }
    }
    return indices;
  }

  private PackManifest write(Path directory) throws IOException {
    ReadableImages images = ReadableImages.of(layout, decoded);
    SplitImages splits = SplitImages.of(layout, images);
    PackHeader header =
        new PackHeader(
            layout.labels(), images.channels(), options.storedSize(), options.orientation());
    int done = 0;
    try (PackWriter pack = new PackWriter(directory, header)) {
      for (Split split : Split.values()) {
        for (int image : splits.of(split)) {
          SpooledImage spooled = images.get(image);
          pack.add(
              split,
              images.file(image).label(),
              spooled.format().height(),
              spooled.format().width(),
              spool.pixels(spooled, images.channels()),
              PackName.of(images.file(image).path()));
          done++;
          observer.progress(Phase.WRITING, done, images.size());
        }
      }
      return pack.finish(
          UnreadableFiles.csv(layout, decoded), ImportReport.of(facts(images, splits)).json());
    }
  }
}
