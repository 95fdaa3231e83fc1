package dev.residual.dataset.feedback;

import java.io.IOException;
import java.io.OutputStream;

/** Keeps images of predictions whose truth clients have told. */
public interface FeedbackImages {

  /** Images, as an archive that can be imported. */
  interface Archive {

    /**
     * Writes a ZIP with the images and a {@code manifest.csv} with their truth. The same images
     * give the same bytes.
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Returns the selected images.
   *
   * @throws dev.residual.web.Problem if there are none, or none are kept
   */
  Archive select(FeedbackSelection selection);
}
