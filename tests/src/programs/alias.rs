//! Other names for the target, and names that only look like it.

use super::Expect;
use super::generator::Generator;

/// Proven aliases.
const ALIASES: [&str; 30] = [
    "{ const { LOGS } = %env ; %L:LOGS ; }",
    "{ const { LOGS : $0 } = %env ; %L:$0 ; }",
    "{ const { 'LOGS' : $0 , ... $1 } = %env ; %L:$0 ; }",
    "{ const $0 = %logs ; %L:$0 ; %S %L:$0 ; }",
    "{ let $0 = %logs ; %L:$0 ; }",
    "{ const $0 = %write ; %W:$0 ; }",
    "{ const $0 = %write . bind ( %logs ) ; %W:$0 ; }",
    "{ const $0 = %logs , $1 = $0 . write ; %W:$1 ; %L:$0 ; }",
    "{ const { LOGS : { write : $0 } } = %env ; %W:$0 ; }",
    "{ const { write } = %logs ; %W:write ; }",
    "{ const { write : $0 } = %logs ; %W:$0 ; }",
    "{ const $0 = %env ; %E:$0 ; }",
    "{ const $0 = %env ; const { LOGS : $1 } = $0 ; const { write : $2 } = $1 ; const $3 = $2 ; %W:$3 ; }",
    "{ const { LOGS = other . LOGS } = %env ; %L:LOGS ; }",
    "{ const { env : { LOGS } } = c ; %L:LOGS ; }",
    "{ const { env : $0 } = c ; %E:$0 ; }",
    "{ const $0 = %logs ; %B:$0 ; }",
    "( function ( ) { var $0 = %logs ; %L:$0 ; } ) ( ) ;",
    "( function ( ) { %E:this.env ; } ) . call ( c ) ;",
    "( function ( ) { const { LOGS } = this . env ; %L:LOGS ; } ) . call ( c ) ;",
    "for ( const $0 of [ 1 , 2 ] ) { const $1 = %logs ; %L:$1 ; }",
    "switch ( 1 ) { case 1 : const { LOGS : $0 } = env ; %L:$0 ; }",
    "{ const $0 = env . LOGS ; ( function $0 ( ) { } ) ( ) ; %L:$0 ; }",
    "{ const $0 = %logs ; ( ( ) => { ( async ( ) => { %L:$0 ; } ) ( ) ; } ) ( ) ; }",
    "{ const $0 = %logs ; { const $1 = $0 ; { const $0 = $1 ; %L:$0 ; } } }",
    "{ function $0 ( ) { return %L:$1 ; } const $1 = env . LOGS ; $0 ( ) ; }",
    "{ let $0 ; $0 = %logs ; %L:$0 ; }",
    "{ const { x , ... $0 } = %env ; %E:$0 ; }",
    "{ const { other : $1 , ... $0 } = %logs ; %L:$0 ; }",
    "{ const { ... $0 } = env ; const { x : $2 , ... $1 } = $0 ; const { LOGS : $3 } = $1 ; %L:$3 ; }",
];

/// Parameters that stand for the target's root.
const PARAMETERS: [&str; 8] = [
    "( function ( { LOGS } ) { %L:LOGS ; } ) ( env ) ;",
    "( function ( x , { LOGS : $0 , ... $1 } ) { %L:$0 ; } ) ( 1 , env ) ;",
    "( ( { env : { LOGS : $0 } } ) => { %L:$0 ; } ) ( c ) ;",
    "( ( { LOGS : { write : $0 } } ) => %W:$0 ) ( env ) ;",
    "( ( { env } ) => { %E:env ; } ) ( c ) ;",
    "( async ( { LOGS : $0 } , $1 = 1 ) => { %L:$0 ; } ) ( env ) ;",
    "( { run ( { LOGS } ) { %L:LOGS ; } } ) . run ( env ) ;",
    "( ( { x , ... $0 } = env ) => { %E:$0 ; } ) ( ) ;",
];

/// Fields that are assigned once.
const FIELDS: [&str; 9] = [
    "new ( class { logs = %logs ; run ( ) { %L:this.logs ; } } ) ( ) . run ( ) ;",
    "new ( class { constructor ( ) { this . logs = %logs ; } run ( ) { %L:this.logs ; } } ) ( ) . run ( ) ;",
    "new ( class { #logs = %logs ; run ( ) { %L:this.#logs ; } } ) ( ) . run ( ) ;",
    "new ( class { #write = %write ; run ( ) { %W:this.#write ; } } ) ( ) . run ( ) ;",
    "new ( class { env = env ; run ( ) { %E:this.env ; } } ) ( ) . run ( ) ;",
    "new ( class { constructor ( env ) { this . env = env ; } run ( ) { const { LOGS } = this . env ; %L:LOGS ; } } ) ( env ) . run ( ) ;",
    "new ( class { logs = env . LOGS ; run ( ) { [ 1 ] . forEach ( ( ) => { %L:this.logs ; } ) ; } } ) ( ) . run ( ) ;",
    "new ( class { #logs ; constructor ( x ) { this . #logs = x . env . LOGS ; } run ( ) { %L:this.#logs ; } } ) ( c ) . run ( ) ;",
    "new ( class { constructor ( ) { ( { x : this . y , ... this . rest } = env ) ; } run ( ) { %E:this.rest ; } } ) ( ) . run ( ) ;",
];

/// Names whose written type is the target's.
const TYPED: [&str; 5] = [
    "( ( $0 : %T ) => { %L:$0 ; } ) ( env . LOGS ) ;",
    "( function ( $1 : %T ) : void { %L:$1 ; } ) ( env . LOGS ) ;",
    "{ const $0 : %T = getBindings ( ) . LOGS ; %L:$0 ; }",
    "new ( class { private logs : %T ; constructor ( x : any ) { this . logs = x ; } run ( ) { %L:this.logs ; } } ) ( env . LOGS ) . run ( ) ;",
    "( ( { x , ... $0 } : Env ) => { %E:$0 ; } ) ( env ) ;",
];

/// Names that are something else: none of their records is ours.
const STRANGERS: [&str; 21] = [
    "{ const LOGS = other . LOGS ; %L:LOGS ; }",
    "{ const { LOGS } = other ; %L:LOGS ; }",
    "( ( ) => { const write = ( r ) => other . LOGS . write ( r ) ; %W:write ; } ) ( ) ;",
    "{ class LOGS { static write ( r ) { return other . LOGS . write ( r ) ; } } %L:LOGS ; }",
    "( function ( write ) { %W:write ; } ) ( other . LOGS . write ) ;",
    "( ( { write } ) => %W:write ) ( other . LOGS ) ;",
    "{ const { LOGS : $0 } = env ; { const $0 = other . LOGS ; %L:$0 ; } }",
    "{ const $0 = env . LOGS ; ( ( $0 ) => { %L:$0 ; } ) ( other . LOGS ) ; }",
    "{ const LOGS = env . LOGS ; try { throw other . LOGS ; } catch ( LOGS ) { %L:LOGS ; } }",
    "( function ( ) { const $0 = env . LOGS ; for ( let $0 of [ other . LOGS ] ) { %L:$0 ; } } ) ( ) ;",
    "( function ( ) { $0 = other . LOGS ; %L:$0 ; var $0 ; } ) ( ) ;",
    "%E:other ;",
    "%E:bindings ;",
    "%E:getBindings() ;",
    "( ( LOGS ) => { %L:LOGS ; } ) ( env . LOGS ) ;",
    "new ( class { logs = other . LOGS ; run ( ) { %L:this.logs ; } } ) ( ) . run ( ) ;",
    "new ( class { logs = env . LOGS ; run ( ) { ( function ( ) { %L:this.logs ; } ) . call ( { logs : other . LOGS } ) ; } } ) ( ) . run ( ) ;",
    "{ const { LOGS } = getBindings ( ) ; %L:LOGS ; }",
    "{ const { LOGS , ... $0 } = env ; $0 . LOGS = other . LOGS ; %E:$0 ; }",
    "{ const { x , ... $0 } = other ; %E:$0 ; }",
    "( ( { LOGS } = other ) => { { const LOGS = other . LOGS ; %L:LOGS ; } } ) ( ) ;",
];

/// Names of which the rules leave open whether they are followed.
const OPEN: [&str; 13] = [
    "( ( $0 = %logs ) => { %L:$0 ; } ) ( ) ;",
    "( ( ) => { const env = c . env ; %E:env ; } ) ( ) ;",
    "{ const { LOGS : $0 = other . LOGS } = env ; %L:$0 ; }",
    "{ let $0 ; ( { LOGS : $0 } = env ) ; %L:$0 ; }",
    "{ const [ $0 ] = [ env . LOGS ] ; %L:$0 ; }",
    "{ const $0 = %logs ?? other . LOGS ; %L:$0 ; }",
    "{ const $0 = t ( 1 ) ? env . LOGS : other . LOGS ; %L:$0 ; }",
    "{ let $0 = env . LOGS ; $0 = other . LOGS ; %L:$0 ; }",
    "for ( const { LOGS } of [ env ] ) { %L:LOGS ; }",
    "try { throw env } catch ( { LOGS } ) { %L:LOGS ; }",
    "class $0 { static logs = env . LOGS ; static run ( ) { %L:this.logs ; } } $0 . run ( ) ;",
    "new ( class { get logs ( ) { return env . LOGS ; } run ( ) { %L:this.logs ; } } ) ( ) . run ( ) ;",
    "( async ( ) => { const $0 = ( await getContext ( ) ) . env ; %E:$0 ; } ) ( ) ;",
];

impl Generator<'_, '_> {
    pub(super) fn alias(&mut self) {
        let (expect, template) = match self.choices.below(10) {
            5 => (Expect::Line, self.choices.pick(&PARAMETERS)),
            6 => (Expect::Line, self.choices.pick(&FIELDS)),
            7 => (Expect::None, self.choices.pick(&STRANGERS)),
            8 => (Expect::Maybe, self.choices.pick(&OPEN)),
            9 if self.dialect.typed => (Expect::Line, self.choices.pick(&TYPED)),
            _ => (Expect::Line, self.choices.pick(&ALIASES)),
        };
        self.expecting(expect, |this| this.deeper(|this| this.template(template)));
    }
}
