package dev.residual.serving;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Measures ONNX Runtime in process. Arguments: ONNX file, image size in pixels, seconds per
 * setting. Prints a line of JSON for each setting: median milliseconds per batch and images per
 * second.
 */
final class OnnxRuntimeSpeed {

  private static final int WARM_UP = 30;

  private OnnxRuntimeSpeed() {}

  public static void main(String[] arguments) throws Exception {
    String file = arguments[0];
    int size = Integer.parseInt(arguments[1]);
    double seconds = Double.parseDouble(arguments[2]);
    for (int threads : new int[] {1, 2}) {
      for (int batch : new int[] {1, 8, 32}) {
        // Measures one session on all threads, and one session for each thread.
        print(1, threads, batch, measure(file, size, seconds, 1, threads, batch));
        if (threads > 1) {
          print(threads, 1, batch, measure(file, size, seconds, threads, 1, batch));
        }
      }
    }
  }

  private static void print(int sessions, int threads, int batch, List<Long> nanos) {
    nanos.sort(null);
    double median = nanos.get(nanos.size() / 2) / 1e6;
    System.out.printf(
        "{\"sessions\": %d, \"threads\": %d, \"batch\": %d, \"ms\": %.4f, \"perSecond\": %.1f}%n",
        sessions, threads, batch, median, sessions * batch * 1e3 / median);
  }

  private static List<Long> measure(
      String file, int size, double seconds, int sessions, int threads, int batch)
      throws Exception {
    List<Long> all = new ArrayList<>();
    List<Thread> running = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
      Thread thread =
          new Thread(
              () -> {
                List<Long> own = run(file, size, seconds, threads, batch);
                synchronized (all) {
                  all.addAll(own);
                }
              });
      running.add(thread);
      thread.start();
    }
    for (Thread thread : running) {
      thread.join();
    }
    return all;
  }

  private static void requireOutputs(float[][] logits, int count) {
    if (logits.length != count) {
      throw new IllegalStateException(logits.length + " outputs for " + count + " images");
    }
  }

  private static List<Long> run(String file, int size, double seconds, int threads, int batch) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    List<Long> nanos = new ArrayList<>();
    float[] values = new float[batch * size * size];
    Random random = new Random(7);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    long[] shape = {batch, 1, size, size};
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      try (OrtSession session = environment.createSession(file, options)) {
        long end = Long.MAX_VALUE;
        for (int i = 0; i < WARM_UP || System.nanoTime() < end; i++) {
          if (i == WARM_UP) {
            end = System.nanoTime() + (long) (seconds * 1e9);
          }
          long start = System.nanoTime();
          try (OnnxTensor images =
                  OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
              OrtSession.Result result = session.run(Map.of("image", images))) {
            requireOutputs((float[][]) result.get(0).getValue(), batch);
          }
          if (i >= WARM_UP) {
            nanos.add(System.nanoTime() - start);
          }
        }
      }
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
    return nanos;
  }
}
