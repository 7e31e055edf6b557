//! One text by itself, at once or on another thread.

use napi::bindgen_prelude::{AsyncTask, Buffer, Either};
use napi::{Env, Result, Task};
use napi_derive::napi;

use crate::addon::input;
use crate::result::Transformation;
use crate::transform::Work;

/// Stamps one text. No file is read, not even `linestamp.toml`: `Project` does that.
#[napi]
pub fn transform(
    code: Either<String, Buffer>,
    #[napi(ts_arg_type = "TransformOptions")] options: serde_json::Value,
) -> Result<Transformation> {
    Ok(Work::new(options)?.run(linestamp_transform::transform, input::bytes(&code))?)
}

/// Stamps one text on another thread.
#[napi(ts_return_type = "Promise<Transformation>")]
pub fn transform_async(
    code: Either<String, Buffer>,
    #[napi(ts_arg_type = "TransformOptions")] options: serde_json::Value,
) -> Result<AsyncTask<Later>> {
    let work = Work::new(options)?;
    Ok(AsyncTask::new(Later { bytes: input::bytes(&code).to_vec(), work }))
}

/// A text that waits for a thread.
pub struct Later {
    bytes: Vec<u8>,
    work: Work,
}

impl Task for Later {
    type Output = Transformation;
    type JsValue = Transformation;

    fn compute(&mut self) -> Result<Transformation> {
        Ok(self.work.run(linestamp_transform::transform, &self.bytes)?)
    }

    fn resolve(&mut self, _: Env, output: Transformation) -> Result<Transformation> {
        Ok(output)
    }
}
