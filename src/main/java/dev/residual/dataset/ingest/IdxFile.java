package dev.residual.dataset.ingest;

import dev.residual.dataset.pack.Split;
import java.util.Optional;
import java.util.regex.Pattern;

/** The four files of the IDX format, by the names that those of MNIST have. */
enum IdxFile {
  TRAIN_IMAGES("train-images", 3, Split.TRAIN),
  TRAIN_LABELS("train-labels", 1, Split.TRAIN),
  TEST_IMAGES("t10k-images", 3, Split.TEST),
  TEST_LABELS("t10k-labels", 1, Split.TEST);

  /** Matches the name of each of the files. */
  static final Pattern PATTERN =
      Pattern.compile("(?:train|t10k)-(?:images[-.]idx3|labels[-.]idx1)-ubyte(?:\\.gz)?");

  private final String stem;
  private final int dimensions;
  private final Split split;

  IdxFile(String stem, int dimensions, Split split) {
    this.stem = stem;
    this.dimensions = dimensions;
    this.split = split;
  }

  Split split() {
    return split;
  }

  /** Returns the path of this file in a folder, gzipped or not, if it is there. */
  Optional<String> in(Listing listing, String folder) {
    for (String separator : new String[] {"-", "."}) {
      String path = folder + stem + separator + "idx" + dimensions + "-ubyte";
      if (listing.contains(path)) {
        return Optional.of(path);
      }
      if (listing.contains(path + ".gz")) {
        return Optional.of(path + ".gz");
      }
    }
    return Optional.empty();
  }
}
