package dev.residual.dataset.ingest;

import dev.residual.dataset.decode.Spool;
import dev.residual.dataset.decode.SpooledImage;
import dev.residual.dataset.ingest.ImportObserver.Phase;
import dev.residual.dataset.near.DifferenceHash;
import dev.residual.dataset.near.SimilarHashes;
import dev.residual.dataset.near.SmallCopy;
import dev.residual.dataset.pack.Split;
import dev.residual.dataset.report.NearPair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds test images that look like a training image without being equal to it. Their hashes say
 * which to compare, and small copies in the spool whether they look alike. Of equal images only the
 * first is looked at.
 *
 * <p>The work for a test image is bounded, see {@link SimilarHashes}.
 */
final class NearLeakSearch {

  /** Test images between two reports on the progress. */
  private static final int STEP = 1024;

  private final ReadableImages images;
  private final Spool spool;
  private final int[] training;
  private final int[] test;
  private final SimilarHashes hashes;

  NearLeakSearch(ReadableImages images, SplitImages splits, Spool spool) {
    this.images = images;
    this.spool = spool;
    this.training = distinct(splits.of(Split.TRAIN));
    this.test = distinct(splits.of(Split.TEST));
    this.hashes =
        new SimilarHashes(
            IntStream.of(training).mapToLong(image -> images.get(image).across()).toArray(),
            IntStream.of(training).mapToLong(image -> images.get(image).down()).toArray());
  }

  private int[] distinct(int[] candidates) {
    Set<Long> seen = new HashSet<>();
    return IntStream.of(candidates).filter(image -> seen.add(images.get(image).hash())).toArray();
  }

  /** Returns each such test image with the training image that it looks like most. */
  List<NearPair> pairs(ImportObserver observer) throws IOException {
    List<NearPair> pairs = new ArrayList<>();
    for (int i = 0; i < test.length; i++) {
      NearPair pair = mostAlike(test[i]);
      if (pair != null) {
        pairs.add(pair);
      }
      if (i % STEP == STEP - 1) {
        observer.progress(Phase.WRITING, images.size(), images.size());
      }
    }
    return pairs;
  }

  private @Nullable NearPair mostAlike(int image) throws IOException {
    SpooledImage spooled = images.get(image);
    int[] similar = hashes.closestTo(new DifferenceHash(spooled.across(), spooled.down()));
    if (similar.length == 0) {
      return null;
    }
    SmallCopy copy = spool.copy(spooled);
    NearPair best = null;
    for (int number : similar) {
      SpooledImage other = images.get(training[number]);
      if (other.hash() == spooled.hash()) {
        continue;
      }
      SmallCopy otherCopy = spool.copy(other);
      double difference = copy.difference(otherCopy);
      if (copy.isLike(otherCopy) && (best == null || difference < best.difference())) {
        best = new NearPair(image, training[number], difference);
      }
    }
    return best;
  }
}
