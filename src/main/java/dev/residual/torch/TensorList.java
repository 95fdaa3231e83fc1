package dev.residual.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.List;

/**
 * Tensors in a row, each in the order in which it lies in memory, as libtorch's functions on lists
 * take them. Owns its views, not the tensors.
 */
final class TensorList implements AutoCloseable {

  private final List<NDArray> tensors;
  private final List<NDArray> views;
  private final List<Shape> shapes;
  private final Memory pointers;

  private TensorList(List<NDArray> tensors, List<NDArray> views) {
    this.tensors = tensors;
    this.views = views;
    views.forEach(TensorList::requireFloat);
    shapes = views.stream().map(NDArray::getShape).toList();
    pointers = new Memory(Math.max(1, (long) views.size() * Native.POINTER_SIZE));
    for (int i = 0; i < views.size(); i++) {
      pointers.setPointer((long) i * Native.POINTER_SIZE, implementation(views.get(i)));
    }
  }

  static TensorList of(List<NDArray> tensors, MemoryFormat format) {
    return new TensorList(tensors, tensors.stream().map(format::inMemoryOrder).toList());
  }

  /** A handle of DJL points to an {@code at::Tensor}, whose only member is this pointer. */
  static Pointer implementation(NDArray tensor) {
    return new Pointer(((PtNDArray) tensor).getHandle()).getPointer(0);
  }

  List<NDArray> tensors() {
    return views;
  }

  int size() {
    return views.size();
  }

  /** The first element; {@code at::ArrayRef} is this pointer and the length. */
  Pointer pointers() {
    return pointers;
  }

  /**
   * @throws IllegalArgumentException if the two do not have the same shapes, which would write out
   *     of bounds
   */
  void requireShapesOf(TensorList other) {
    if (!shapes.equals(other.shapes)) {
      throw new IllegalArgumentException(
          "Tensors of %s do not go with %s".formatted(shapes, other.shapes));
    }
  }

  /** Another type has other sizes, which would be read and written out of bounds. */
  private static void requireFloat(NDArray tensor) {
    if (tensor.getDataType() != DataType.FLOAT32) {
      throw new IllegalArgumentException("A tensor is " + tensor.getDataType() + ", not float32");
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < views.size(); i++) {
      if (views.get(i) != tensors.get(i)) {
        views.get(i).close();
      }
    }
    pointers.close();
  }
}
