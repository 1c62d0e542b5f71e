var e,t,n,r,i,a,o,s,c,l,u,d=Symbol.for(`pv`),f={},p=[],m=/^m(i|n|o|s|text|space)$/,h=Array.isArray,g=p.slice,_=Object.assign;function v(e){e&&e.parentNode&&e.remove()}function y(e,t,n){var r,i,a,o={},s=arguments.length;for(a in t)a==`key`?r=t[a]:a==`ref`&&typeof e!=`function`?i=t[a]:o[a]=t[a];return s>2&&(o.children=s>3?g.call(arguments,2):n),b(e,o,r,i,null)}function b(n,r,i,a,o){var s={type:n,props:r,key:i,ref:a,__k:null,__:null,__b:0,__e:null,__c:null,constructor:d,__v:o||++t,__i:-1,__u:0};return!o&&e.vnode&&e.vnode(s),s}function x(e){return e.children}function S(e,t){this.props=e,this.context=t,this.__g=0}function C(e,t){if(t==null)return e.__&&C(e.__,e.__i+1);for(var n;t<e.__k.length;t++)if((n=e.__k[t])&&n.__e)return n.__e;return typeof e.type!=`function`||e.props.__P?null:C(e)}function ee(t){var n,r=t.__v,i=r.__e,a=[],o=[],s=t.__P;s&&((n=_({constructor:d},r)).__v=r.__v+1,e.vnode&&e.vnode(n),ae(s,n,r,t.__n,s.namespaceURI,32&r.__u?[i]:null,a,i||C(r),32&r.__u,o),n.__v=r.__v,n.__.__k[n.__i]=n,A(a,n,o),r.__=r.__e=null,n.__e!=i&&w(n))}function w(e){if((e=e.__)&&e.__c&&!e.props.__P)return e.__e=null,e.__k.some(function(t){return t&&(e.__e=t.__e)}),w(e)}function T(t){(8&t.__g||(t.__g|=8,r.push(t),a++))&&i==e.debounceRendering||((i=e.debounceRendering)||queueMicrotask)(E)}function E(){try{for(var e,t=1;r.length;)r.length>t&&r.sort(o),e=r.shift(),t=r.length,8&e.__g&&ee(e)}finally{(a=r.length)&&(i||queueMicrotask)(E)}}function te(e,t,n,r,i,a,o,s,c,l,u){var d,m,h,g,_,v,y=r.__k||p,b=t.length;for(c=ne(n,t,y,c,b),d=0;d<b;d++)(h=n.__k[d])!=null&&(m=~h.__i&&y[h.__i]||f,h.__i=d,v=ae(e,h,m,i,a,o,s,c,l,u),g=h.__e,(m.ref!=h.ref||8&m.__u)&&(m.ref&&j(m.ref,null,h,m),h.ref&&u.push(h.ref,h.__c||g,h)),_||=g,4&h.__u?(c=D(h,c,e,!m.__v),m.__e&&(m.__e=null)):typeof h.type==`function`&&v!==void 0?c=v:g&&(c=g.nextSibling),h.__u&=-21);return n.__e=_,c}function ne(e,t,n,r,i){var a,o,s,c,l,u,f,p,m,g=n.length,_=g,v=0,y=0,S=e.__k=Array(i);for(a=0;a<i;a++)(o=t[a])!=null&&typeof o!=`boolean`&&typeof o!=`function`?(typeof o!=`object`||o.constructor===String?o=S[a]=b(null,o):h(o)?o=S[a]=b(x,{children:o}):o.constructor===d&&o.__b?o=S[a]=b(o.type,o.props,o.key,o.ref,o.__v):S[a]=o,c=a+v,o.__=e,o.__b=e.__b+1,s=null,~(l=o.__i=re(o,n,c,_))&&(_--,(s=n[l])&&(s.__u|=2)),s&&s.__v?(o.__u|=16,l==c-1?v--:l==c+1?v++:l!=c&&(l>c?v--:v++,y=1)):(~l||(i>g?v--:i<g&&v++),typeof o.type!=`function`&&(o.__u|=4))):S[a]=null;if(y){for(u=[],f=[],a=0;a<i;a++)if((o=S[a])&&16&o.__u){for(v=0,p=u.length;v<p;)u[m=v+p>>1]<o.__i?v=m+1:p=m;u[v]=o.__i,f[a]=v+1}for(v=u.length;a--;)f[a]&&(f[a]==v?v--:S[a].__u|=4)}if(_)for(a=0;a<g;a++)!(s=n[a])||2&s.__u||(s.__e==r&&(r=C(s)),le(s,s));return r}function D(e,t,n,r){var i,a,o,s;if(typeof e.type==`function`){if(e.props.__P)return t;if(i=e.__k)for(a=0;a<i.length;a++)i[a]&&(i[a].__=e,t=D(i[a],t,n,!1));return t}for(t&&!t.parentNode&&(t=C(e))&&!t.parentNode&&(t=null),o=e.__e,s=t;s&&s.nodeType==8;)s=s.nextSibling;for(o!=s&&(!r&&n.moveBefore&&o.parentNode?n.moveBefore(o,t):n.insertBefore(o,t||null)),t=o;(t&&=t.nextSibling)&&t.nodeType==8&&!t.data.startsWith(`$s`););return t}function re(e,t,n,r){var i,a=e.key,o=e.type,s=t[n],c=s&&!(2&s.__u);if(s===null&&a==null||c&&a==s.key&&o==s.type)return n;if(r>+!!c){for(i=n-1;i>=0;i--)if((s=t[i])&&!(2&s.__u)&&a==s.key&&o==s.type)return i;for(i=n+1;i<t.length;i++)if((s=t[i])&&!(2&s.__u)&&a==s.key&&o==s.type)return i}return-1}function ie(e,t,n){n??=``,t[0]==`-`?e.setProperty(t,n):e[t]=n}function O(e,t,n,r,i){var a,o;if(t==`style`){if(typeof n==`string`)e.style.cssText=n;else{if(typeof r==`string`&&(e.style.cssText=r=``),r)for(t in r)n&&t in n||ie(e.style,t);if(n)for(t in n)r&&n[t]==r[t]||ie(e.style,t,n[t])}}else if(t[0]==`o`&&t[1]==`n`)typeof n!=`function`&&(n=null),typeof r!=`function`&&(r=null),(e.__e||={})[t]=n,n&&r||(o=u[t]||(u[t]=k(t)),(e.__a||={})[t]=l,a=t!=(t=t.replace(c,`$1`)),(t=t.slice(2))[0]<`a`&&(t=t.toLowerCase()),n?e.addEventListener(t,o,a):e.removeEventListener(t,o,a));else{if(i==`http://www.w3.org/2000/svg`)t=t.replace(/xlink(H|:h)/,`h`).replace(/sName$/,`s`);else if(t!=`width`&&t!=`height`&&t!=`href`&&t!=`list`&&t!=`form`&&t!=`tabIndex`&&t!=`download`&&t!=`rowSpan`&&t!=`colSpan`&&t!=`role`&&t!=`popover`&&t in e)try{e[t]=n??``;return}catch{}if(typeof n==`function`)return;n==null||!1===n&&t[4]!=`-`?e.removeAttribute(t):e.setAttribute(t,t==`popover`&&n==1?``:n)}}function k(t){return function(n){var r=this.__e;if(r){if(r=r[t],n[s]==null)n[s]=l++;else if(n[s]<this.__a[t])return;return r(e.event?e.event(n):n)}}}function ae(t,n,r,i,a,o,s,c,l,u){var f,m,g,y,b,ee,w,T,E,ne,D,re,ie,O,k,ae,A,j,M=n.type;if(n.constructor!==d)return null;128&r.__u&&(l=32&r.__u,f=r.__c.__z)&&(n.__u|=l,m=o=[],f.nodeType==8?c=oe(f,o):o.push(f),c=o[0]||c),(f=e.__b)&&f(n);n:if(typeof M==`function`){g=s.length;try{if(T=n.props,E=(f=M.prototype)&&f.render,ne=(f=M.contextType)&&i[f.__c],D=f?ne?ne.props.value:f.__:i,(y=r.__c)?(n.__c=y,2&y.__g&&(y.__g|=1)):(E?n.__c=y=new M(T,D):(n.__c=y=new S(T,D),y.constructor=M,y.render=ue),ne&&ne.sub(y),y.state||(y.state={}),y.__n=i,y.__g|=8,y.__h=[],y.__k=[]),E&&(y.__s||(y.__s=y.state),M.getDerivedStateFromProps&&(y.__s==y.state&&(y.__s=_({},y.__s)),_(y.__s,M.getDerivedStateFromProps(T,y.__s)))),b=y.props,ee=y.state,y.__v=n,r.__c){if(T!==b&&E&&!M.getDerivedStateFromProps&&y.componentWillReceiveProps&&y.componentWillReceiveProps(T,D),n.__v==r.__v&&!(8&y.__g)||!(4&y.__g)&&y.shouldComponentUpdate&&!1===y.shouldComponentUpdate(T,y.__s,D)){n.__v!=r.__v&&(y.props=T,y.state=y.__s,y.__g&=-9),n.__e=r.__e,n.__k=r.__k,n.__k.some(function(e){e&&(e.__=n)}),p.push.apply(y.__h,y.__k),y.__k=[],y.__h.length&&s.push(y),c=C(r);break n}y.componentWillUpdate&&y.componentWillUpdate(T,y.__s,D),E&&y.componentDidUpdate&&y.__h.push(function(){y.componentDidUpdate(b,ee,w)})}else E&&!M.getDerivedStateFromProps&&y.componentWillMount&&y.componentWillMount(),E&&y.componentDidMount&&y.__h.push(y.componentDidMount);y.context=D,y.props=T,y.__P=t,y.__g&=-5,re=e.__r,ie=E?25:0;do y.__g&=-9,re&&re(n),f=y.render(y.props,y.state=y.__s,y.context);while(8&y.__g&&++ie<25);E&&(p.push.apply(y.__h,y.__k),y.__k=[]),y.state=y.__s,y.getChildContext&&(i=_({},i,y.getChildContext())),E&&r.__c&&y.getSnapshotBeforeUpdate&&(w=y.getSnapshotBeforeUpdate(b,ee)),O=f&&f.type===x&&f.key==null?f.props.children:f,T.__P&&(f=c,a=(t=T.__P).namespaceURI,l=o=null,r.props&&r.props.__P!=t&&(r.__k.some(function(e){e&&le(e,e)}),r.__k=null),c=r.__k?C(r,0):null),c=te(t,h(O)?O:[O],n,r,i,a,o,s,c,l,u),T.__P&&(n.__e=null,c=f),n.__u&=-161,m&&m.some(v),y.__h.length&&s.push(y),1&y.__g&&(y.__g&=-4)}catch(t){if(s.length=g,n.__v=null,l||o){if(t&&t.then){if(n.__u|=128|l,o){for(~(A=o.indexOf(c||void 0))||(A=o.length);(j=o[A-1])&&j.nodeType==8;)A--;for(;A<o.length;A++)if(j=o[A]){if(o[A]=null,k){if(j==ae)break}else{if(j.nodeType!=8)break;j.data.startsWith(`$s`)&&(ae=oe(k=j))}}}if(!k){for(;c&&c.nodeType==8&&c.nextSibling;)c=c.nextSibling;k=c}(f=oe(k=n.__c.__z||(n.__c.__z=k)))?(n.__e=k,c=f):n.__e=c,c&&=c.nextSibling}else o&&o.some(v)}else n.__e=r.__e;n.__k||=r.__k||[],t&&t.then||se(n),e.__e(t,n,r)}}else c=n.__e=ce(r.__e,n,r,i,a,o,s,l,u,t);return(f=e.diffed)&&f(n),c}function oe(e,t){if(e&&e.nodeType==8&&e.data.startsWith(`$s`))for(var n=1;e=e.nextSibling;){if(e.nodeType==8){if(e.data.startsWith(`$s`))n++;else if(e.data.startsWith(`/$s`)&&!--n)return e}t&&t.push(e)}}function se(e){e&&(e.__c&&(e.__c.__g|=4),e.__k&&e.__k.some(se))}function A(t,n,r){for(var i=0;i<r.length;)j(r[i++],r[i++],r[i++]);e.__c&&e.__c(n,t),t.some(function(n){try{t=n.__h,n.__h=[],t.some(function(e){e.call(n)})}catch(t){e.__e(t,n.__v)}})}function ce(t,n,r,i,a,o,s,c,l,u){var d,p,_,y,b,x,S,ee,w=r.props||f,T=n.props,E=n.type;if(E==`svg`?a=`http://www.w3.org/2000/svg`:E==`math`?a=`http://www.w3.org/1998/Math/MathML`:a||=`http://www.w3.org/1999/xhtml`,o){for(d=0;d<o.length;d++)if((b=o[d])&&(E?b.localName==E:b.nodeType==3)){t=b,o[d]=null;break}}if(!t){if(ee=u.ownerDocument||document,!E)return ee.createTextNode(T);t=ee.createElementNS(a,E,T.is?T:u),c&&=(e.__m&&e.__m(n,o),!1),o=null}if(E){if(u=E==`template`&&t.content||t,o=E==`textarea`&&T.defaultValue!=null?null:o&&g.call(u.childNodes),!c&&o)for(w={},d=0;d<t.attributes.length;d++)w[(b=t.attributes[d]).name]=b.value;for(d in w)b=w[d],d==`dangerouslySetInnerHTML`?_=b:d==`children`||d in T||d==`value`&&`defaultValue`in T||d==`checked`&&`defaultChecked`in T||O(t,d,null,b,a);for(d in T)b=T[d],d==`children`?y=b:d==`dangerouslySetInnerHTML`?p=b:d==`value`?x=b:d==`checked`?S=b:c&&typeof b!=`function`||w[d]===b||O(t,d,b,w[d],a);p?(c||_&&(p.__html==_.__html||p.__html==t.innerHTML)||(t.innerHTML=p.__html),n.__k=[]):(_&&(t.textContent=``),(E==`foreignObject`||a==`http://www.w3.org/1998/Math/MathML`&&m.test(E))&&(a=`http://www.w3.org/1999/xhtml`),te(u,h(y)?y:[y],n,r,i,a,o,s,o?o[0]:r.__k&&C(r,0),c,l),o&&o.some(v)),c&&E!=`textarea`||(d=`value`,E==`progress`&&x==null?t.removeAttribute(d):x==null||x===t[d]&&(E!=`progress`||x)||O(t,d,x,w[d],a),d=`checked`,S!=null&&S!=t[d]&&O(t,d,S,w[d],a))}else w===T||c&&t.data==T||(t.data=T);return t}function j(t,n,r,i){try{typeof t==`function`?n?n.__x=t(n)||1:(i&&=i.__c||i.__e)&&(n=i.__x)&&(i.__x=null,typeof n==`function`?n():t(null)):t.current=n}catch(t){e.__e(t,r)}}function le(t,n,r){var i,a,o,s;if(e.unmount&&e.unmount(t),!(i=t.ref)||i.current&&i.current!=t.__e||j(i,null,n,t),i=t.__c){if(i.componentWillUnmount)try{i.componentWillUnmount()}catch(t){e.__e(t,n)}i.__P=i.__n=null}if(i=t.__k)for(s=0;s<i.length;s++)i[s]&&le(i[s],n,typeof t.type!=`function`||r&&!t.props.__P);!r&&(i=t.__c)&&(i=i.__z)&&(a=oe(i,o=[]))&&(i==t.__e&&o.some(v),v(a),v(i)),r||v(t.__e),t.__e=t.__c=t.__=null}function ue(e,t,n){return this.constructor(e,n)}function M(t,n){var r,i,a,o;e.__&&e.__(t,n),n.nodeType==9&&(n=n.documentElement),i=(r=t&&32&t.__u)?null:n.__k,n.__k=b(x,{children:[t]}),a=[],o=[],ae(n,n.__k,i||f,f,n.namespaceURI,i?null:n.firstChild?g.call(n.childNodes):null,a,i?i.__e:n.firstChild,r,o),A(a,n.__k,o),n.__k.props.children=null}e={__e:function(e,t,n,r){for(var i,o,s;t=t.__;)if((i=t.__c)&&!(1&i.__g)){i.__g|=4;try{if((s=(o=i.constructor)&&o.getDerivedStateFromError)&&i.setState(o.getDerivedStateFromError(e)),i.componentDidCatch&&(i.componentDidCatch(e,r||{}),s=1),s&&8&i.__g)return void(i.__g|=2)}catch(t){e=t}}throw a=0,e}},t=0,n=function(e){return e!=null&&e.constructor===d},S.prototype.setState=function(e,t){var n=this.__s;n&&n!=this.state||(n=this.__s=_({},this.state)),typeof e==`function`&&(e=e(_({},n),this.props)),e&&(_(n,e),this.__v&&(t&&this.__k.push(t),T(this)))},S.prototype.forceUpdate=function(e){this.__v&&(this.__g|=4,e&&this.__h.push(e),T(this))},S.prototype.render=x,r=[],a=0,o=function(e,t){return e.__v.__b-t.__v.__b},s=Symbol(),c=/(PointerCapture)$|Capture$/i,l=0,u={};var de,N,fe,pe,me=Object.is,he=0,ge=[],_e=[],P=e,ve=P.__b,ye=P.__r,be=P.diffed,xe=P.__c,Se=P.unmount,Ce=P.__;function we(e,t){P.__h&&P.__h(N,e,he||t),he=0;var n=N.__H||(N.__H={__:[],__h:[]});return e>=n.__.length&&n.__.push({}),n.__[e]}function F(e){return he=1,Te(Pe,e)}function Te(e,t,n){var r=we(de++,2);if(r.t=e,!r.__c&&(r.__=[n?n(t):Pe(void 0,t),function(e){var t=(r.__N||r.__)[0],n=r.t(t,e);me(t,n)||(r.__N=[n,r.__[1]],r.__c.setState({}))}],r.__c=N,!N.__f)){N.__f=!0;var i=N.shouldComponentUpdate;N.shouldComponentUpdate=function(e,t,n){var r=this.__H;if(!r)return!0;var a=!1,o=this.props!=e;if(r.__.some(function(e){e.__N&&(a=!0,me(e.__[0],e.__N[0])||(o=!0))}),i){var s=i.call(this,e,t,n);return a?s||o:s}return!a||o}}return r.__}function I(e,t){var n=we(de++,3);!P.__s&&Ne(n.__H,t)&&(n.__P=!0,n.__=e,n.u=t,N.__H.__h.push(n))}function L(e){return he=5,Ee(function(){return{current:e}},[])}function Ee(e,t){var n=we(de++,7);return Ne(n.__H,t)&&(n.__=e(),n.__H=t),n.__}function De(){var e;do{for(;e=_e.shift();)try{je(e)}catch(t){P.__e(t,{__:(e=e.__P)&&e.__v})}for(;e=ge.shift();){var t=e.__H;if(e.__P&&t)try{t.__h.some(je),t.__h.some(Me),t.__h=[]}catch(n){t.__h=[],P.__e(n,e.__v)}}}while(_e.length)}P.__b=function(e){N=null,ve&&ve(e)},P.__=function(e,t){e&&t.__k&&t.__k.__m&&(e.__m=t.__k.__m),Ce&&Ce(e,t)},P.__r=function(e){ye&&ye(e),de=0;var t=(N=e.__c).__H;t&&(fe==N?N.__h=[]:(t.__h.some(je),t.__h.some(Me),de=0),t.__h=[],t.__.some(function(e){e.__N&&(e.__=e.__N),e.u=e.__N=void 0})),fe=N},P.diffed=function(e){be&&be(e);var t=e.__c;t&&t.__H&&(t.__H.__h.length&&Ae(ge.push(t)),t.__H.__.some(function(e){e.u&&(e.__H=e.u)})),fe=N=null},P.__c=function(e,t){t.some(function(e){try{e.__h.some(je),e.__h=e.__h.filter(function(e){return!e.__||Me(e)})}catch(t){e.__h=[function(){throw t}]}}),xe&&xe(e,t)},P.unmount=function(e){Se&&Se(e);var t,n,r=e.__c;r&&r.__H&&(r.__H.__.some(function(r){try{if(r.__P&&r.__c){if(n===void 0){for(n=e.__;n&&(!n.__c||!n.__c.__P);)n=n.__;n&&=n.__c}r.__P=n,Ae(_e.push(r))}else je(r)}catch(e){t=e}}),r.__H=void 0,t&&P.__e(t,r.__v))};var Oe=typeof requestAnimationFrame==`function`;function ke(e){var t,n=function(){clearTimeout(r),Oe&&cancelAnimationFrame(t),setTimeout(e)},r=setTimeout(n,35);Oe&&(t=requestAnimationFrame(n))}function Ae(e){e!=1&&pe==P.requestAnimationFrame||((pe=P.requestAnimationFrame)||ke)(De)}function je(e){var t=N,n=e.__c;typeof n==`function`&&(e.__c=void 0,n()),N=t}function Me(e){var t=N;e.__c=e.__(),N=t}function Ne(e,t){return!e||e.length!=t.length||t.some(function(t,n){return!me(t,e[n])})}function Pe(e,t){return typeof t==`function`?t(e):t}var Fe=Symbol.for(`preact-signals`);function Ie(){if(z>1)z--;else{var e,t=!1;for((function(){var e=We;for(We=void 0;e!==void 0;){var t=e.S;if(t.v===e.v)for(var n=t.t;n!==void 0;n=n.x)n.i===e.i&&(n.i=t.i);e=e.o}})();Be!==void 0;){var n=Be;for(Be=void 0,Ve++;n!==void 0;){var r=n.u;if(n.u=void 0,n.f&=-3,!(8&n.f)&&qe(n))try{n.c()}catch(n){t||=(e=n,!0)}n=r}}if(Ve=0,z--,t)throw e}}function Le(e){if(z>0)return e();Ue=++He,z++;try{return e()}finally{Ie()}}var Re,R=void 0;function ze(e){var t=R,n=Re;R=void 0,Re=void 0;try{return e()}finally{R=t,Re=n}}var Be=void 0,z=0,Ve=0,He=0,Ue=0,We=void 0,Ge=0;function Ke(e){if(R!==void 0){var t=e.n;if(t===void 0||t.t!==R)return t={i:0,S:e,p:R.s,n:void 0,t:R,e:void 0,x:void 0,r:t},R.s!==void 0&&(R.s.n=t),R.s=t,e.n=t,32&R.f&&e.S(t),t;if(t.i===-1)return t.i=0,t.n!==void 0&&(t.n.p=t.p,t.p!==void 0&&(t.p.n=t.n),t.p=R.s,t.n=void 0,R.s.n=t,R.s=t),t}}function B(e,t){this.v=e,this.i=0,this.n=void 0,this.t=void 0,this.l=0,this.W=t?.watched,this.Z=t?.unwatched,this.name=t?.name}B.prototype.brand=Fe,B.prototype.h=function(){return!0},B.prototype.S=function(e){var t=this,n=this.t;n!==e&&e.e===void 0&&(e.x=n,this.t=e,n===void 0?ze(function(){var e;(e=t.W)==null||e.call(t)}):n.e=e)},B.prototype.U=function(e){var t=this;if(this.t!==void 0){var n=e.e,r=e.x;n!==void 0&&(n.x=r,e.e=void 0),r!==void 0&&(r.e=n,e.x=void 0),e===this.t&&(this.t=r,r===void 0&&ze(function(){var e;(e=t.Z)==null||e.call(t)}))}},B.prototype.subscribe=function(e){var t=this;return tt(function(){var n=t.value;ze(function(){return e(n)})},{name:`sub`})},B.prototype.valueOf=function(){return this.value},B.prototype.toString=function(){return this.value+``},B.prototype.toJSON=function(){return this.value},B.prototype.peek=function(){var e=this;return ze(function(){return e.value})},Object.defineProperty(B.prototype,"value",{get:function(){var e=Ke(this);return e!==void 0&&(e.i=this.i),this.v},set:function(e){if(e!==this.v){if(Ve>100)throw Error(`Cycle detected`);(function(e){z!==0&&Ve===0&&e.l!==Ue&&(e.l=Ue,We={S:e,v:e.v,i:e.i,o:We})})(this),this.v=e,this.i++,Ge++,z++;try{for(var t=this.t;t!==void 0;t=t.x)t.t.N()}finally{Ie()}}}});function V(e,t){return new B(e,t)}function qe(e){for(var t=e.s;t!==void 0;t=t.n)if(t.S.i!==t.i||!t.S.h()||t.S.i!==t.i)return!0;return!1}function Je(e){for(var t=e.s;t!==void 0;t=t.n){var n=t.S.n;if(n!==void 0&&(t.r=n),t.S.n=t,t.i=-1,t.n===void 0){e.s=t;break}}}function Ye(e){for(var t=e.s,n=void 0;t!==void 0;){var r=t.p;t.i===-1?(t.S.U(t),r!==void 0&&(r.n=t.n),t.n!==void 0&&(t.n.p=r)):n=t,t.S.n=t.r,t.r!==void 0&&(t.r=void 0),t=r}e.s=n}function H(e,t){B.call(this,void 0,t),this.x=e,this.s=void 0,this.g=Ge-1,this.f=4}H.prototype=new B,H.prototype.h=function(){if(this.f&=-3,1&this.f)return!1;if((36&this.f)==32||(this.f&=-5,this.g===Ge))return!0;if(this.g=Ge,this.f|=1,this.i>0&&!qe(this))return this.f&=-2,!0;var e=R;try{Je(this),R=this;var t=this.x();(16&this.f||this.v!==t||this.i===0)&&(this.v=t,this.f&=-17,this.i++)}catch(e){this.v=e,this.f|=16,this.i++}return R=e,Ye(this),this.f&=-2,!0},H.prototype.S=function(e){if(this.t===void 0){this.f|=36;for(var t=this.s;t!==void 0;t=t.n)t.S.S(t)}B.prototype.S.call(this,e)},H.prototype.U=function(e){if(this.t!==void 0&&(B.prototype.U.call(this,e),this.t===void 0)){this.f&=-33;for(var t=this.s;t!==void 0;t=t.n)t.S.U(t)}},H.prototype.N=function(){if(!(2&this.f)){this.f|=6;for(var e=this.t;e!==void 0;e=e.x)e.t.N()}},Object.defineProperty(H.prototype,"value",{get:function(){if(1&this.f)throw Error(`Cycle detected`);var e=Ke(this);if(this.h(),e!==void 0&&(e.i=this.i),16&this.f)throw this.v;return this.v}});function Xe(e,t){return new H(e,t)}function Ze(e){var t=e.j;if(e.j=void 0,typeof t==`function`){z++;var n=R;R=void 0;try{t()}catch(t){throw e.f&=-2,e.f|=8,Qe(e),t}finally{R=n,Ie()}}}function Qe(e){for(var t=e.s;t!==void 0;t=t.n)t.S.U(t);e.x=void 0,e.s=void 0,Ze(e)}function $e(e){if(R!==this)throw Error(`Out-of-order effect`);Ye(this),R=e,this.f&=-2;try{8&this.f&&Qe(this)}finally{Ie()}}function et(e,t){this.x=e,this.j=void 0,this.s=void 0,this.u=void 0,this.f=32,this.name=t?.name,Re&&Re.push(this)}et.prototype.c=function(){var e=this.S();try{if(8&this.f||this.x===void 0)return;var t=this.x();typeof t==`function`&&(this.j=t)}finally{e()}},et.prototype.S=function(){if(1&this.f)throw Error(`Cycle detected`);this.f|=1,this.f&=-9,Ze(this),Je(this),z++;var e=R;return R=this,$e.bind(this,e)},et.prototype.N=function(){2&this.f||(this.f|=2,this.u=Be,Be=this)},et.prototype.d=function(){this.f|=8,1&this.f||Qe(this)},et.prototype.dispose=function(){this.d()};function tt(e,t){var n=new et(e,t);try{n.c()}catch(e){throw n.d(),e}var r=n.d.bind(n);return r[Symbol.dispose]=r,r}var nt,rt,it=typeof window<`u`&&!!window.__PREACT_SIGNALS_DEVTOOLS__,at=[];tt(function(){nt=this.N})();function ot(t,n){e[t]=n.bind(null,e[t]||function(){})}function st(e){if(rt){var t=rt;rt=void 0,t()}rt=e&&e.S()}function ct(e){var t=this,r=e.data,i=ut(r);i.name=`ReactiveDom`,i.value=r;var a=Ee(function(){for(var e=t,r=t.__v;r=r.__;)if(r.__c){r.__c.__$f|=4;break}var a=Xe(function(){var e=i.value.value;return e===0?0:!0===e?``:e||``}),o=Xe(function(){return!Array.isArray(a.value)&&!n(a.value)}),s=tt(function(){if(this.N=pt,o.value){var t=a.value;e.__v&&e.__v.__e&&e.__v.__e.nodeType===3&&(e.__v.__e.data=t)}}),c=t.__$u.d;return t.__$u.d=function(){s(),c.call(this)},[o,a]},[]),o=a[0],s=a[1];return o.value?s.peek():s.value}ct.displayName=`ReactiveTextNode`,Object.defineProperties(B.prototype,{constructor:{configurable:!0,value:y(x,null).constructor},type:{configurable:!0,value:ct},props:{configurable:!0,get:function(){var e=this;return{data:{get value(){return e.value}}}}},__b:{configurable:!0,value:1}}),ot(`__b`,function(e,t){if(st(),typeof t.type==`string`){var n,r=t.props;for(var i in r)if(i!==`children`){var a=r[i];a instanceof B&&(n||(t.__np=n={}),n[i]=a,r[i]=a.peek())}}e(t)}),ot(`__r`,function(e,t){if(e(t),t.type!==x){st();var n,r=t.__c;r&&(r.__$f&=-2,(n=r.__$u)===void 0&&(r.__$u=n=function(e,t){var n;return tt(function(){n=this},{name:t}),n.c=e,n}(function(e){return function(){var t;it&&((t=this.y)==null||t.call(this)),e.__$f|=1,e.setState({})}}(r),typeof t.type==`function`?t.type.displayName||t.type.name:``))),st(n)}}),ot(`__e`,function(e,t,n,r){st(),e(t,n,r)}),ot(`diffed`,function(e,t){st();var n;if(typeof t.type==`string`&&(n=t.__e)){var r=t.__np,i=t.props,a=n.U;if(a)for(var o in a){var s=a[o];s===void 0||r&&o in r||(s.d(),a[o]=void 0)}if(r)for(var c in a||(a={},n.U=a),r){var l=a[c],u=r[c];l===void 0?(l=lt(n,c,u,i),a[c]=l):l.o(u,i)}}e(t)});function lt(e,t,n,r){var i=t in e&&e.ownerSVGElement===void 0,a=V(n);return{o:function(e,t){a.value=e,r=t},d:tt(function(){this.N=pt;var n=a.value.value;r[t]!==n&&(r[t]=n,i?e[t]=n:n!=null&&(!1!==n||t[4]===`-`)?e.setAttribute(t,n):e.removeAttribute(t))})}}ot(`unmount`,function(e,t){if(typeof t.type==`string`){var n=t.__e;if(n){var r=n.U;if(r)for(var i in n.U=void 0,r){var a=r[i];a&&a.d()}}var o=t.__np;if(o){var s=t.props;for(var c in o)s[c]=o[c]}t.__np=void 0}else{var l=t.__c;if(l){l.__$f|=8;var u=l.__$u;u&&(l.__$u=void 0,u.d())}}e(t)}),ot(`__h`,function(e,t,n,r){r<3&&(t.__$f|=2),e(t,n,r)}),S.prototype.shouldComponentUpdate=function(e,t){if(this.__R)return!0;var n=this.__$u,r=n&&n.s!==void 0;for(var i in t)return!0;if(this.__f||typeof this.u==`boolean`&&!0===this.u){var a=2&this.__$f;if(!(r||a||4&this.__$f)||1&this.__$f)return!0}else if(!(r||4&this.__$f)||3&this.__$f)return!0;for(var o in e)if(o!==`__source`&&e[o]!==this.props[o])return!0;for(var s in this.props)if(!(s in e))return!0;return!1};function ut(e,t){return Ee(function(){return V(e,t)},[])}var dt=function(e){queueMicrotask(function(){queueMicrotask(e)})};function ft(){Le(function(){for(var e;e=at.shift();)nt.call(e)})}function pt(){at.push(this)===1&&(e.requestAnimationFrame||dt)(ft)}var mt=Symbol.for(`pv`),ht=0;Array.isArray;function U(t,n,r,i,a,o){n||={};var s,c,l=n;if(`ref`in l&&typeof t!=`function`)for(c in l={},n)c==`ref`?s=n[c]:l[c]=n[c];var u={type:t,props:l,key:r,ref:s,__k:null,__:null,__b:0,__e:null,__c:null,constructor:mt,__v:--ht,__i:-1,__u:0};return(a||o)&&(u.__source=a,u.__self=o),e.vnode&&e.vnode(u),u}var gt=()=>({path:location.pathname,query:new URLSearchParams(location.search)}),_t=V(gt()),vt=Xe(()=>_t.value.path.split(`/`).slice(0,4).join(`/`)),yt=()=>history.state??{number:0},bt=new Map,xt=`pushed`,St=yt().number;function Ct(e,t={}){Et();let n=t.replace?yt().number:yt().number+1,r={number:n,panel:t.panel};t.replace?history.replaceState(r,``,e):history.pushState(r,``,e),St=n,xt=`pushed`,_t.value=gt()}function wt(e){yt().number>0?history.back():Ct(e,{replace:!0})}function Tt(e){let t=new URLSearchParams(_t.value.query);for(let[n,r]of Object.entries(e))r===null||r===``?t.delete(n):t.set(n,r);let n=t.toString();return _t.value.path+(n?`?`+n:``)}function Et(){bt.set(St,{scroll:scrollY,focus:document.activeElement?.id??``})}function Dt(){let e=xt===`back`?bt.get(St):void 0;scrollTo(0,0),document.querySelector(`h1`)?.focus({preventScroll:!0}),e&&Ot(e,60)}function Ot(e,t){let n=e.focus?document.getElementById(e.focus):null;!(document.documentElement.scrollHeight>=e.scroll+innerHeight)&&t>0?requestAnimationFrame(()=>Ot(e,t-1)):(n?.focus({preventScroll:!0}),scrollTo(0,e.scroll))}addEventListener(`popstate`,()=>{Et(),St=yt().number,xt=`back`,_t.value=gt()}),addEventListener(`click`,e=>{if(e.defaultPrevented||e.button!==0||e.metaKey||e.ctrlKey||e.shiftKey||e.altKey)return;let t=e.target.closest?.(`a[href]`);!t||t.target||t.hasAttribute(`download`)||t.origin!==location.origin||t.getAttribute(`href`)?.startsWith(`#`)||(e.preventDefault(),Ct(t.pathname+t.search,{panel:t.dataset.panel===`yes`}))}),history.scrollRestoration=`manual`;var W=class extends String{__apiType;value;__meta__;constructor(e,t){super(e),this.value=e,this.__meta__=t}toString(){return this.value}};new W(`
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
    `,{fragmentName:`Row`}),new W(`
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`,{fragmentName:`Refusal`}),new W(`
    fragment Link on PortalLink {
  url
  expiresAt
}
    `,{fragmentName:`Link`}),new W(`
    fragment JobRow on Job {
  id
  action
  dryRun
  state
  failure
  actorId
  createdAt
  finishedAt
  counts {
    total
    done
    changed
    unchanged
    refused
    byCode {
      code
      count
    }
  }
}
    `,{fragmentName:`JobRow`}),new W(`
    fragment DeletionRow on Deletion {
  id
  customerId
  deletedAt
  purgeAt
  actorId
  erasedAt
  receipt
}
    `,{fragmentName:`DeletionRow`}),new W(`
    fragment AuditRow on AuditEvent {
  id
  sequence
  at
  action
  actorId
  subjectId
  outcome
  requestId
  count
}
    `,{fragmentName:`AuditRow`}),new W(`
    fragment Reference on UserReference {
  customerId
  label
  status
}
    `,{fragmentName:`Reference`}),new W(`
    fragment RequestRow on Request {
  id
  key
  summary
  createdAt
  reporter {
    ...Reference
  }
  participants {
    ...Reference
  }
}
    fragment Reference on UserReference {
  customerId
  label
  status
}`,{fragmentName:`RequestRow`}),new W(`
    fragment TokenRow on AccessToken {
  id
  name
  role
  site {
    key
    name
  }
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}
    `,{fragmentName:`TokenRow`});var kt=new W(`
    mutation RevokeAccess($input: RevokeAccessInput!) {
  revokeAccess(input: $input) {
    customer {
      ...Row
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),At=new W(`
    mutation GrantAccess($input: GrantAccessInput!) {
  grantAccess(input: $input) {
    customer {
      ...Row
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),jt=new W(`
    mutation RenameCustomer($input: RenameCustomerInput!) {
  renameCustomer(input: $input) {
    customer {
      ...Row
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),Mt=new W(`
    mutation DeleteCustomer($input: DeleteCustomerInput!) {
  deleteCustomer(input: $input) {
    deletion {
      ...DeletionRow
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
fragment DeletionRow on Deletion {
  id
  customerId
  deletedAt
  purgeAt
  actorId
  erasedAt
  receipt
}`),Nt=new W(`
    mutation InviteCustomer($input: InviteCustomerInput!) {
  inviteCustomer(input: $input) {
    customer {
      ...Row
    }
    invitation {
      ...Link
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Link on PortalLink {
  url
  expiresAt
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),Pt=new W(`
    mutation ResendInvitation($input: ResendInvitationInput!) {
  resendInvitation(input: $input) {
    customer {
      ...Row
    }
    invitation {
      ...Link
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Link on PortalLink {
  url
  expiresAt
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),Ft=new W(`
    mutation CreatePasswordReset($input: CreatePasswordResetInput!) {
  createPasswordReset(input: $input) {
    customer {
      ...Row
    }
    passwordReset {
      ...Link
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Link on PortalLink {
  url
  expiresAt
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),It=new W(`
    query CustomersList($key: String!, $status: CustomerStatus, $activity: CustomerActivityFilter, $first: Int, $after: String, $last: Int, $before: String) {
  site(key: $key) {
    portalCustomers(
      status: $status
      activity: $activity
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        ...Row
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),Lt=new W(`
    query CustomerByEmail($key: String!, $email: String!) {
  site(key: $key) {
    portalCustomers(email: $email, first: 1) {
      nodes {
        ...Row
      }
    }
  }
}
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),Rt=new W(`
    query CustomerById($id: ID!) {
  customer(id: $id) {
    ...Row
    accessReason
  }
}
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),zt=new W(`
    query CustomersByIds($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Customer {
      ...Row
    }
  }
}
    fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),Bt=new W(`
    query DeletionImpact($id: ID!) {
  customer(id: $id) {
    deletionImpact {
      requestsReported
      requestsParticipated
    }
  }
}
    `),Vt=new W(`
    query CustomerHistory($key: String!, $id: ID!) {
  site(key: $key) {
    auditLog(filter: {subjectId: $id}, first: 10) {
      nodes {
        id
        at
        action
        actorId
        outcome
      }
    }
  }
}
    `),Ht=new W(`
    query Jobs($key: String!, $first: Int, $after: String, $last: Int, $before: String) {
  site(key: $key) {
    jobs(first: $first, after: $after, last: $last, before: $before) {
      nodes {
        ...JobRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment JobRow on Job {
  id
  action
  dryRun
  state
  failure
  actorId
  createdAt
  finishedAt
  counts {
    total
    done
    changed
    unchanged
    refused
    byCode {
      code
      count
    }
  }
}`),Ut=new W(`
    query JobById($id: ID!) {
  job(id: $id) {
    ...JobRow
    site {
      key
    }
  }
}
    fragment JobRow on Job {
  id
  action
  dryRun
  state
  failure
  actorId
  createdAt
  finishedAt
  counts {
    total
    done
    changed
    unchanged
    refused
    byCode {
      code
      count
    }
  }
}`),Wt=new W(`
    query JobOutcomes($id: ID!, $code: JobOutcomeCode, $first: Int, $after: String, $last: Int, $before: String) {
  job(id: $id) {
    outcomes(
      code: $code
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        line
        customerId
        code
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    `),Gt=new W(`
    mutation StartJob($input: StartBulkJobInput!) {
  startBulkJob(input: $input) {
    job {
      ...JobRow
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
fragment JobRow on Job {
  id
  action
  dryRun
  state
  failure
  actorId
  createdAt
  finishedAt
  counts {
    total
    done
    changed
    unchanged
    refused
    byCode {
      code
      count
    }
  }
}`),Kt=new W(`
    mutation CancelJob($input: CancelBulkJobInput!) {
  cancelBulkJob(input: $input) {
    job {
      ...JobRow
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
fragment JobRow on Job {
  id
  action
  dryRun
  state
  failure
  actorId
  createdAt
  finishedAt
  counts {
    total
    done
    changed
    unchanged
    refused
    byCode {
      code
      count
    }
  }
}`),qt=new W(`
    query Deletions($key: String!, $first: Int, $after: String, $last: Int, $before: String) {
  site(key: $key) {
    deletions(first: $first, after: $after, last: $last, before: $before) {
      nodes {
        ...DeletionRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment DeletionRow on Deletion {
  id
  customerId
  deletedAt
  purgeAt
  actorId
  erasedAt
  receipt
}`),Jt=new W(`
    query DeletionById($id: ID!) {
  node(id: $id) {
    __typename
    ... on Deletion {
      ...DeletionRow
    }
  }
}
    fragment DeletionRow on Deletion {
  id
  customerId
  deletedAt
  purgeAt
  actorId
  erasedAt
  receipt
}`),Yt=new W(`
    query SiteAudit($key: String!, $filter: AuditLogFilter, $first: Int, $after: String, $last: Int, $before: String) {
  site(key: $key) {
    auditLog(
      filter: $filter
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        ...AuditRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment AuditRow on AuditEvent {
  id
  sequence
  at
  action
  actorId
  subjectId
  outcome
  requestId
  count
}`),Xt=new W(`
    query OrganizationAudit($filter: AuditLogFilter, $first: Int, $after: String, $last: Int, $before: String) {
  organization {
    auditLog(
      filter: $filter
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        ...AuditRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment AuditRow on AuditEvent {
  id
  sequence
  at
  action
  actorId
  subjectId
  outcome
  requestId
  count
}`),Zt=new W(`
    query AuditChain {
  organization {
    auditChain {
      intact
      upTo
      checkedAt
    }
  }
}
    `),Qt=new W(`
    query Requests($key: String!, $filter: RequestFilter, $first: Int, $after: String, $last: Int, $before: String) {
  site(key: $key) {
    requests(
      filter: $filter
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      nodes {
        ...RequestRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment Reference on UserReference {
  customerId
  label
  status
}
fragment RequestRow on Request {
  id
  key
  summary
  createdAt
  reporter {
    ...Reference
  }
  participants {
    ...Reference
  }
}`),$t=new W(`
    query RequestById($id: ID!) {
  node(id: $id) {
    __typename
    ... on Request {
      ...RequestRow
    }
  }
}
    fragment Reference on UserReference {
  customerId
  label
  status
}
fragment RequestRow on Request {
  id
  key
  summary
  createdAt
  reporter {
    ...Reference
  }
  participants {
    ...Reference
  }
}`),en=new W(`
    query Viewer {
  viewer {
    actorId
    role
    permissions
    sites {
      id
      key
      name
    }
  }
  organization {
    name
    supportUrl
  }
}
    `),tn=new W(`
    query PageLocation($key: String!) {
  organization {
    portalCustomersLocation(siteKey: $key)
    reinviteHoldDays
  }
}
    `),nn=new W(`
    query Tokens($first: Int, $after: String, $last: Int, $before: String) {
  organization {
    accessTokens(first: $first, after: $after, last: $last, before: $before) {
      nodes {
        ...TokenRow
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    fragment TokenRow on AccessToken {
  id
  name
  role
  site {
    key
    name
  }
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`),rn=new W(`
    mutation CreateToken($input: CreateAccessTokenInput!) {
  createAccessToken(input: $input) {
    accessToken {
      ...TokenRow
    }
    secret
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
fragment TokenRow on AccessToken {
  id
  name
  role
  site {
    key
    name
  }
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`),an=new W(`
    mutation RevokeToken($input: RevokeAccessTokenInput!) {
  revokeAccessToken(input: $input) {
    accessToken {
      ...TokenRow
    }
    changed
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}
fragment TokenRow on AccessToken {
  id
  name
  role
  site {
    key
    name
  }
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`),on=new W(`
    query Settings {
  organization {
    name
    userManagement
    supportUrl
    reinviteHoldDays
    sites {
      id
      key
      name
      settings {
        allowedDomains
        agentsMayInvite
        inactivityPolicy {
          revokeAfterDays
        }
      }
      counts {
        total
      }
    }
  }
}
    `),sn=new W(`
    mutation CreateSite($input: CreateSiteInput!) {
  createSite(input: $input) {
    site {
      id
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),cn=new W(`
    mutation UpdateSite($input: UpdateSiteSettingsInput!) {
  updateSiteSettings(input: $input) {
    site {
      id
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),ln=new W(`
    mutation UpdateOrganization($input: UpdateOrganizationInput!) {
  updateOrganization(input: $input) {
    organization {
      name
    }
    userErrors {
      ...Refusal
    }
  }
}
    fragment Refusal on UserError {
  __typename
  code
  message
  ... on EmailTakenError {
    customer {
      id
    }
  }
  ... on CustomerRevokedError {
    customer {
      ...Row
    }
  }
  ... on EmailOnHoldError {
    availableAt
  }
}
fragment Row on Customer {
  id
  email
  displayName
  label
  status
  createdAt
  revokedAt
  lastSignInAt
  availableActions {
    action
    allowed
    reason {
      code
      message
    }
  }
}`),un=new W(`
    query InactiveCustomers($key: String!, $days: Int!) {
  site(key: $key) {
    inactiveCustomers(days: $days, first: 10) {
      nodes {
        id
        displayName
        email
        lastSignInAt
        createdAt
      }
      totalCount
    }
  }
}
    `),dn=new W(`
    query UserPicker($key: String!, $text: String!) {
  site(key: $key) {
    userPicker(query: $text, first: 10) {
      customerId
      label
      status
      email
      matches {
        field
        start
        end
      }
    }
  }
}
    `),fn=new W(`
    query CustomerFilter($key: String!, $text: String!) {
  site(key: $key) {
    customerFilter(query: $text, first: 10) {
      nodes {
        id
        label
        status
      }
      totalCount
    }
  }
}
    `),pn=new W(`
    query AdminSearch($key: String!, $text: String!) {
  site(key: $key) {
    portalCustomers(email: $text, first: 1) {
      nodes {
        id
        label
        status
      }
    }
  }
}
    `),mn=new W(`
    query OldFields($ids: [ID!]!) {
  userReferences(ids: $ids) {
    customerId
    label
    status
    selectable
  }
}
    `),hn=new W(`
    query Examples($key: String!) {
  site(key: $key) {
    active: portalCustomers(status: ACTIVE, first: 1) {
      nodes {
        displayName
        email
      }
    }
    revoked: portalCustomers(status: REVOKED, first: 1) {
      nodes {
        email
      }
    }
  }
}
    `),gn=0,_n=V(Date.now());function vn(e){let t=e?Date.parse(e):NaN;if(Number.isNaN(t))return;let n=t-Date.now(),r=Math.abs(n)>6e4?n:0;Math.abs(r-gn)>3e4&&(gn=r,yn())}function yn(){_n.value=Date.now()+gn}setInterval(yn,6e4);var G=class extends Error{code;retryAfter;constructor(e,t,n=0){super(t),this.code=e,this.retryAfter=n}},bn=class extends Error{},K=class extends Error{},xn=15e3,Sn=new Set([`INTERNAL`,`TIMEOUT`]),Cn=()=>{};function wn(e){Cn=e}async function q(e,t,n){let r=await kn(await Dn(`POST`,`/graphql`,{query:e.toString(),variables:t},n)),i=r.errors?.[0];if(!i)return r.data;let a=i.extensions?.code??`INTERNAL`;throw a===`UNAUTHENTICATED`&&Cn(),Sn.has(a)?new K(i.message):new G(a,i.message,i.extensions?.retryAfter)}async function Tn(e){let t=await Dn(`POST`,`/session`,{token:e});if(t.ok)return!0;if(t.status===401||t.status===400)return!1;throw new K(`The server answered with status ${t.status}.`)}async function En(){await Dn(`DELETE`,`/session`)}async function Dn(e,t,n,r){if(!navigator.onLine)throw new bn(`You are offline. Nothing was sent.`);let i=AbortSignal.timeout(xn);try{let a=await fetch(t,{method:e,headers:{"Content-Type":`application/json`,Accept:`application/graphql-response+json, application/json`,"X-Request-Id":On()},body:n===void 0?void 0:JSON.stringify(n),cache:`no-store`,redirect:`error`,signal:r?AbortSignal.any([r,i]):i});return vn(a.headers.get(`Date`)),a}catch(e){throw r?.aborted?e:new K(`The connection broke before an answer came.`)}}function On(){let e=crypto.getRandomValues(new Uint8Array(16));return e[6]=(e[6]??0)&15|64,e[8]=(e[8]??0)&63|128,[...e].map(e=>e.toString(16).padStart(2,`0`)).join(``).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/,`$1-$2-$3-$4-$5`)}async function kn(e){try{let t=await e.json();if(t&&(t.data||t.errors))return t}catch{}throw new K(`The server answered with status ${e.status}.`)}var An=new BroadcastChannel(`gatehouse`);function jn(e){An.postMessage(e)}function Mn(e){let t=t=>e(t.data);return An.addEventListener(`message`,t),()=>An.removeEventListener(`message`,t)}var J=V({state:`starting`}),Nn=Xe(()=>J.value.state===`in`?J.value.viewer:null);function Pn(e){return Nn.value?.permissions.includes(e)??!1}function Fn(e){return Nn.value?.sites.find(t=>t.key===e)}var In={ORGANIZATION_ADMIN:`Organization admin`,SITE_ADMIN:`Site admin`,AGENT:`Agent`,IDENTITY_PROVIDER:`Identity provider`,CUSTOMER:`Customer`},Ln=e=>In[e]??e;function Rn(){let e=Nn.value;if(!e)return`not signed in`;let t=Ln(e.role).toLowerCase();return`${/^[aeio]/.test(t)?`an`:`a`} ${t}${(e.role===`SITE_ADMIN`||e.role===`AGENT`)&&e.sites[0]?` of `+e.sites[0].name:``}`}async function zn(){try{let e=await q(en,{});J.value=!e.viewer||!e.organization?{state:`out`}:{state:`in`,viewer:e.viewer,organization:e.organization}}catch(e){J.value=e instanceof G&&e.code===`UNAUTHENTICATED`?{state:`out`}:{state:`down`,message:e instanceof Error?e.message:``}}}async function Bn(e){try{if(!await Tn(e.trim()))return`Gatehouse doesn't know this token, or it has expired or was revoked. Ask an organization admin for a new one.`}catch(e){if(e instanceof bn||e instanceof K)return e.message+` Try again.`;throw e}return await zn(),J.value.state===`in`?void 0:`The session was opened, but the server did not say who you are. Try again.`}async function Vn(){try{await En()}finally{jn({signedOut:!0}),location.replace(`/sign-in`)}}wn(()=>{J.value.state===`in`&&(J.value={state:`over`})}),Mn(e=>{e.signedOut&&location.replace(`/sign-in`)}),addEventListener(`pageshow`,e=>{e.persisted&&location.reload()});var Hn=new Intl.PluralRules(`en`),Un=new Intl.NumberFormat(`en`),Wn=e=>Un.format(e);function Gn(e,t,n=t+`s`){return`${Un.format(e)} ${Kn(e,t,n)}`}function Kn(e,t,n){return Hn.select(e)===`one`?t:n}function qn(e){let[t,n]=e.split(`_`);return n?`${t}_…${n.slice(-4)}`:e}var Jn=new Intl.DateTimeFormat(`en-GB`,{day:`numeric`,month:`short`,year:`numeric`}),Yn=new Intl.DateTimeFormat(`en-GB`,{day:`numeric`,month:`short`,year:`numeric`,hour:`2-digit`,minute:`2-digit`,timeZoneName:`short`}),Xn=new Intl.DateTimeFormat(`en-GB`,{day:`numeric`,month:`short`,year:`numeric`,hour:`2-digit`,minute:`2-digit`,timeZone:`UTC`}),Zn=new Intl.DateTimeFormat(`en-GB`,{hour:`2-digit`,minute:`2-digit`}),Qn=new Intl.RelativeTimeFormat(`en`,{numeric:`always`}),$n=6e4,er=60*$n,tr=24*er;function nr(e,t){let n=t-Date.parse(e);return Math.abs(n)>=6048e5?Jn.format(Date.parse(e)):Math.abs(n)<$n?`just now`:Math.abs(n)<er?Qn.format(-Math.trunc(n/$n),`minute`):Math.abs(n)<864e5?Qn.format(-Math.trunc(n/er),`hour`):Qn.format(-Math.trunc(n/tr),`day`)}function rr(e){return Yn.format(Date.parse(e))}function ir(e){return new Date(e).getTimezoneOffset()===0}function ar(e){return Xn.format(Date.parse(e))+` UTC`}function or(e){return Zn.format(e)}function sr(e,t){return Math.max(0,Math.ceil((Date.parse(e)-t)/tr))}var Y=new Map,cr=60;function lr(e){for(let t of Y.keys())t.startsWith(e)&&Y.delete(t)}function ur(e,t){let[n,r]=F(0),[i,a]=F({key:null,at:0}),[o,s]=F(),c=L(t);c.current=t,I(()=>{if(e===null){a({key:null,at:0});return}let t=Y.get(e);t&&a({key:e,data:t.data,at:t.at});let n=new AbortController;return c.current(n.signal).then(t=>{if(n.signal.aborted)return;let r=Date.now();Y.delete(e),Y.set(e,{data:t,at:r});for(let e of Y.keys())Y.size>cr&&Y.delete(e);a({key:e,data:t,at:r}),s(void 0)},t=>{n.signal.aborted||s({key:e,failure:dr(t)})}),()=>n.abort()},[e,n]);let l=o&&o.key===e?o.failure:void 0;return{data:e===null?void 0:i.data,at:i.at,current:i.key===e,stale:i.key!==e&&!l,failure:l,reload:()=>r(e=>e+1)}}function dr(e){if(e instanceof G||e instanceof K||e instanceof bn)return e;throw e}function fr(e){let[t,n]=F(!1);return I(()=>{if(!e){n(!1);return}let t=setTimeout(()=>n(!0),150);return()=>clearTimeout(t)},[e]),e&&t}function pr(e){let t=L(e);t.current=e,I(()=>{let e=()=>{document.visibilityState===`visible`&&t.current()},n=setInterval(e,6e4);return document.addEventListener(`visibilitychange`,e),()=>{clearInterval(n),document.removeEventListener(`visibilitychange`,e)}},[])}var mr=V(void 0),hr=V({}),gr=e=>hr.value[e];function _r(e,t){hr.value={...hr.value,[e]:t},vr()}function vr(){mr.value&&=void 0}var X=V({}),yr=V({}),br=e=>X.value[e],xr=e=>e in yr.value;function Sr(...e){let t={...X.value};for(let n of e)n.id in yr.value||(t[n.id]={...t[n.id],...n});X.value=t}function Cr(e){Sr(e),lr(`requests`),jn({changed:e.id})}function wr(e){let{[e]:t,...n}=X.value;X.value=n,yr.value={...yr.value,[e]:!0},lr(``),vr()}function Tr(e){wr(e),jn({deleted:e})}async function Er(e){let{customer:t}=await q(Rt,{id:e});return t?Sr(t):e in X.value&&wr(e),t??void 0}function Dr(){X.value={},lr(``)}function Or(){Dr(),jn({many:!0})}var kr=100;async function Ar(){lr(``);let e=Object.keys(X.value);for(let t=0;t<e.length;t+=kr){let n=e.slice(t,t+kr),{nodes:r}=await q(zt,{ids:n});jr(n,r)}}function jr(e,t){t.forEach((t,n)=>{let r=e[n];t?.__typename===`Customer`?Sr(t):r&&r in X.value&&wr(r)})}Mn(e=>{e.many&&Ar().catch(()=>Dr()),e.deleted&&wr(e.deleted),e.changed&&e.changed in X.value&&Er(e.changed).catch(()=>{})});var Mr;function Nr(e){Fr(`status`,e),clearTimeout(Mr),Mr=setTimeout(()=>Fr(`status`,``),4e3)}function Pr(e){Fr(`alert`,e)}function Fr(e,t){let n=document.getElementById(e);n&&(n.textContent=t)}function Ir({busy:e,label:t,doing:n,kind:r,id:i,onPress:a}){let o=fr(e);return U(`button`,{id:i,type:a?`button`:`submit`,class:r,"aria-disabled":e||void 0,onClick:()=>{e||a?.()},children:o?n:t})}function Lr({rows:e,waiting:t}){return fr(t)?U(`div`,{class:`skeleton`,"aria-hidden":`true`,children:Array.from({length:e},(e,t)=>U(`div`,{},t))}):null}var Rr={check:[[`path`,{d:`M20 6 9 17l-5-5`}]],"chevron-down":[[`path`,{d:`m6 9 6 6 6-6`}]],"chevron-left":[[`path`,{d:`m15 18-6-6 6-6`}]],"chevron-right":[[`path`,{d:`m9 18 6-6-6-6`}]],clock:[[`circle`,{cx:`12`,cy:`12`,r:`10`}],[`path`,{d:`M12 6v6l4 2`}]],copy:[[`rect`,{width:`14`,height:`14`,x:`8`,y:`8`,rx:`2`,ry:`2`}],[`path`,{d:`M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2`}]],download:[[`path`,{d:`M12 15V3`}],[`path`,{d:`M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4`}],[`path`,{d:`m7 10 5 5 5-5`}]],ellipsis:[[`circle`,{cx:`12`,cy:`12`,r:`1`}],[`circle`,{cx:`19`,cy:`12`,r:`1`}],[`circle`,{cx:`5`,cy:`12`,r:`1`}]],eye:[[`path`,{d:`M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0`}],[`circle`,{cx:`12`,cy:`12`,r:`3`}]],info:[[`circle`,{cx:`12`,cy:`12`,r:`10`}],[`path`,{d:`M12 16v-4`}],[`path`,{d:`M12 8h.01`}]],key:[[`path`,{d:`M2.586 17.414A2 2 0 0 0 2 18.828V21a1 1 0 0 0 1 1h3a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h1a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h.172a2 2 0 0 0 1.414-.586l.814-.814a6.5 6.5 0 1 0-4-4z`}],[`circle`,{cx:`16.5`,cy:`7.5`,r:`.5`,fill:`currentColor`}]],list:[[`path`,{d:`M13 5h8`}],[`path`,{d:`M13 12h8`}],[`path`,{d:`M13 19h8`}],[`path`,{d:`m3 17 2 2 4-4`}],[`path`,{d:`m3 7 2 2 4-4`}]],mail:[[`path`,{d:`m22 7-8.991 5.727a2 2 0 0 1-2.009 0L2 7`}],[`rect`,{x:`2`,y:`4`,width:`20`,height:`16`,rx:`2`}]],menu:[[`path`,{d:`M4 5h16`}],[`path`,{d:`M4 12h16`}],[`path`,{d:`M4 19h16`}]],message:[[`path`,{d:`M22 17a2 2 0 0 1-2 2H6.828a2 2 0 0 0-1.414.586l-2.202 2.202A.71.71 0 0 1 2 21.286V5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2z`}]],open:[[`path`,{d:`M7 7h10v10`}],[`path`,{d:`M7 17 17 7`}]],pencil:[[`path`,{d:`M21.174 6.812a1 1 0 0 0-3.986-3.987L3.842 16.174a2 2 0 0 0-.5.83l-1.321 4.352a.5.5 0 0 0 .623.622l4.353-1.32a2 2 0 0 0 .83-.497z`}],[`path`,{d:`m15 5 4 4`}]],scroll:[[`path`,{d:`M15 12h-5`}],[`path`,{d:`M15 8h-5`}],[`path`,{d:`M19 17V5a2 2 0 0 0-2-2H4`}],[`path`,{d:`M8 21h12a2 2 0 0 0 2-2v-1a1 1 0 0 0-1-1H11a1 1 0 0 0-1 1v1a2 2 0 1 1-4 0V5a2 2 0 1 0-4 0v2a1 1 0 0 0 1 1h3`}]],search:[[`path`,{d:`m21 21-4.34-4.34`}],[`circle`,{cx:`11`,cy:`11`,r:`8`}]],settings:[[`path`,{d:`M9.671 4.136a2.34 2.34 0 0 1 4.659 0 2.34 2.34 0 0 0 3.319 1.915 2.34 2.34 0 0 1 2.33 4.033 2.34 2.34 0 0 0 0 3.831 2.34 2.34 0 0 1-2.33 4.033 2.34 2.34 0 0 0-3.319 1.915 2.34 2.34 0 0 1-4.659 0 2.34 2.34 0 0 0-3.32-1.915 2.34 2.34 0 0 1-2.33-4.033 2.34 2.34 0 0 0 0-3.831A2.34 2.34 0 0 1 6.35 6.051a2.34 2.34 0 0 0 3.319-1.915`}],[`circle`,{cx:`12`,cy:`12`,r:`3`}]],trash:[[`path`,{d:`M10 11v6`}],[`path`,{d:`M14 11v6`}],[`path`,{d:`M19 6v14a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V6`}],[`path`,{d:`M3 6h18`}],[`path`,{d:`M8 6V4a2 2 0 0 1 2-2h4a2 2 0 0 1 2 2v2`}]],user:[[`circle`,{cx:`12`,cy:`12`,r:`10`}],[`circle`,{cx:`12`,cy:`10`,r:`3`}],[`path`,{d:`M7 20.662V19a2 2 0 0 1 2-2h6a2 2 0 0 1 2 2v1.662`}]],"triangle-alert":[[`path`,{d:`m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3`}],[`path`,{d:`M12 9v4`}],[`path`,{d:`M12 17h.01`}]],"user-check":[[`path`,{d:`m16 11 2 2 4-4`}],[`path`,{d:`M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2`}],[`circle`,{cx:`9`,cy:`7`,r:`4`}]],"user-plus":[[`path`,{d:`M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2`}],[`circle`,{cx:`9`,cy:`7`,r:`4`}],[`line`,{x1:`19`,x2:`19`,y1:`8`,y2:`14`}],[`line`,{x1:`22`,x2:`16`,y1:`11`,y2:`11`}]],"user-x":[[`path`,{d:`M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2`}],[`circle`,{cx:`9`,cy:`7`,r:`4`}],[`line`,{x1:`17`,x2:`22`,y1:`8`,y2:`13`}],[`line`,{x1:`22`,x2:`17`,y1:`8`,y2:`13`}]],users:[[`path`,{d:`M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2`}],[`path`,{d:`M16 3.128a4 4 0 0 1 0 7.744`}],[`path`,{d:`M22 21v-2a4 4 0 0 0-3-3.87`}],[`circle`,{cx:`9`,cy:`7`,r:`4`}]],x:[[`path`,{d:`M18 6 6 18`}],[`path`,{d:`m6 6 12 12`}]]};function Z({name:e}){return U(`svg`,{class:`icon`,viewBox:`0 0 24 24`,"aria-hidden":`true`,children:Rr[e].map(([e,t])=>y(e,t))})}var zr={info:`info`,warning:`clock`,danger:`triangle-alert`};function Br({tone:e,children:t}){return U(`div`,{class:`notice ${e}`,children:[U(Z,{name:zr[e]}),U(`div`,{children:t})]})}function Vr({what:e,loaded:t}){let{failure:n}=t,r=n instanceof G&&n.code===`SEARCH_UNAVAILABLE`;return I(()=>{if(n&&!r)return Pr(`${e} could not be loaded.`),()=>Pr(``)},[n]),n?r?U(Hr,{wait:n.retryAfter,again:t.reload},String(n)):U(Br,{tone:`danger`,children:U(`p`,{children:[e,` could not be loaded. `,n instanceof G?n.message:`The server did not answer.`,` `,t.data!==void 0&&`What you see is from ${or(t.at)}. `,U(`button`,{type:`button`,class:`link`,onClick:t.reload,children:`Try again`})]})}):null}function Hr({wait:e,again:t}){let[n,r]=F(Math.max(1,Math.ceil(e||8)));return I(()=>{let i=setTimeout(()=>{if(n>1)return r(n-1);t(),r(Math.max(1,Math.ceil(e||8)))},1e3);return()=>clearTimeout(i)},[n]),U(Br,{tone:`info`,children:U(`p`,{children:[`Search is being rebuilt; trying again in `,n,` s. The list and all actions work.`]})})}var Ur=[10,25,50,100];function Wr(){let{query:e}=_t.value,t=Number(e.get(`size`)),n=Ur.includes(t)?t:25,r=e.get(`before`);return r?{last:n,before:r}:{first:n,after:e.get(`after`)??void 0}}function Gr({info:e,noun:t}){let n=Wr().first??Wr().last??25,r=t=>{t===`next`&&e?.hasNextPage&&Ct(Tt({after:e.endCursor,before:null})),t===`previous`&&e?.hasPreviousPage&&Ct(Tt({before:e.startCursor,after:null}))};return U(`nav`,{class:`paging`,"aria-label":`Pages`,children:[U(`button`,{type:`button`,class:`button`,id:`page-previous`,"aria-disabled":!e?.hasPreviousPage,onClick:()=>r(`previous`),children:[U(Z,{name:`chevron-left`}),` Previous`]}),U(`button`,{type:`button`,class:`button`,id:`page-next`,"aria-disabled":!e?.hasNextPage,onClick:()=>r(`next`),children:[`Next `,U(Z,{name:`chevron-right`})]}),U(`label`,{class:`inline`,children:[U(`span`,{class:`hidden`,children:[t,` per page`]}),U(`select`,{value:String(n),onChange:e=>Ct(Tt({size:e.currentTarget.value,after:null,before:null}),{replace:!0}),children:Ur.map(e=>U(`option`,{value:String(e),children:[e,` per page`]}))})]})]})}var Kr={fieldLabel:{surface:`label where a field was filled before`,active:`Name`,revoked:`Name (Deactivated)`,deleted:`Former user (Deactivated)`},filter:{surface:`filter (search)`,active:`by what a person types, or exact e-mail`,revoked:`only by exact e-mail`,deleted:`never, by nothing`},pageSearch:{surface:`Portal-only customers page, search box`,active:`exact e-mail only`,revoked:`exact e-mail only`,deleted:`never`},userPicker:{surface:`user picker (search)`,active:`by what a person types of name or e-mail`,revoked:`never`,deleted:`never`}},qr={"‎":`LRM`,"‏":`RLM`,"؜":`ALM`,"‪":`LRE`,"‫":`RLE`,"‬":`PDF`,"‭":`LRO`,"‮":`RLO`,"⁦":`LRI`,"⁧":`RLI`,"⁨":`FSI`,"⁩":`PDI`},Jr=/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;function Yr(e){return e.split(RegExp(`(${Jr.source})`)).filter(e=>e!==``).map(e=>qr[e]?{mark:qr[e]}:{text:e})}function Xr(e,t){let n=[],r=0;for(let{start:i,end:a}of t)n.push({text:e.slice(r,i),matched:!1},{text:e.slice(i,a),matched:!0}),r=a;return n.push({text:e.slice(r),matched:!1}),n.filter(e=>e.text!==``)}function Zr(e){return!/[^\s\p{Cf}\p{Cc}\p{Zs}\u115f\u1160\u3164\uffa0\u2800]/u.test(e)}function Qr(e){let t=Yr(e).map(e=>`mark`in e?`[${e.mark}]`:e.text).join(``);return`\u2068${Zr(e)?`(no visible name)`:t}\u2069`}function $r({id:e,label:t,hint:n,error:r,value:i,onInput:a,mode:o=`text`,secret:s,field:c}){let l=[n&&`${e}-hint`,r&&`${e}-error`].filter(Boolean).join(` `);return U(`div`,{class:`field`,children:[U(`label`,{for:e,children:t}),n&&U(`p`,{class:`hint`,id:`${e}-hint`,children:n}),U(`input`,{id:e,ref:c,type:`text`,class:s?`secret`:void 0,inputMode:o,autocomplete:`off`,autocapitalize:`none`,spellcheck:!1,dir:`auto`,value:i,"aria-invalid":r?!0:void 0,"aria-describedby":l||void 0,onInput:e=>a(e.currentTarget.value)}),r&&U(`p`,{class:`error`,id:`${e}-error`,children:[U(Z,{name:`triangle-alert`}),U(`span`,{children:r})]})]})}var ei=V([]),ti=0;function Q(e,t=e,n){ei.value=[...ei.value.slice(-2),{number:++ti,text:e,shown:t,action:n}],Nr(e)}function ni(){ei.value.length>0&&(ei.value=[])}function ri(e){ei.value=ei.value.filter(t=>t.number!==e)}function ii(){return U(`div`,{class:`flags`,children:ei.value.map(e=>U(`div`,{class:`flag`,role:`group`,"aria-label":`Message`,children:[U(Z,{name:`check`}),U(`p`,{children:e.shown}),e.action&&U(`button`,{type:`button`,class:`link`,onClick:()=>{ri(e.number),e.action?.run()},children:e.action.label}),U(`button`,{type:`button`,class:`ghost`,onClick:()=>ri(e.number),children:[U(Z,{name:`x`}),U(`span`,{class:`hidden`,children:`Close message`})]})]},e.number))})}function $({text:e,matched:t=[]}){return Zr(e)?U(`bdi`,{class:`name muted`,children:`(no visible name)`}):U(`bdi`,{class:`name`,children:Xr(e,t).map(e=>e.matched?U(`b`,{class:`matched`,children:U(ai,{text:e.text})}):U(ai,{text:e.text}))})}function ai({text:e}){return U(x,{children:Yr(e).map(e=>`mark`in e?U(`span`,{class:`mark`,children:e.mark}):e.text)})}function oi({text:e,matched:t=[]}){return U(`bdi`,{class:`address`,children:Xr(e,t).map(e=>e.matched?U(`b`,{class:`matched`,children:e.text}):e.text)})}function si({text:e,label:t,of:n,children:r}){let[i,a]=F(``);return U(`button`,{type:`button`,class:r?`button`:`ghost`,onClick:async()=>{let t=`Copied`;navigator.clipboard?await navigator.clipboard.writeText(e).catch(()=>t=ci(n?.())):t=ci(n?.()),a(t),Nr(t),setTimeout(()=>a(``),2e3)},children:[U(Z,{name:i===`Copied`?`check`:`copy`}),r??U(`span`,{class:`hidden`,children:t}),i&&U(`span`,{class:`told`,children:i})]})}function ci(e){return e?(getSelection()?.selectAllChildren(e),`Press Ctrl+C`):`This browser can't copy here.`}function li({id:e,whole:t}){let n=L(null);return U(`span`,{class:`id`,children:[U(`code`,{ref:n,children:t?e:qn(e)}),U(si,{text:e,label:`Copy id ${qn(e)}`,of:()=>n.current})]})}function ui({title:e,children:t,foot:n,onClose:r}){let i=L(null),a=L(null);return I(()=>{let e=di();return i.current?.showModal(),a.current?.focus(),()=>{i.current?.close(),setTimeout(()=>fi(e))}},[]),I(()=>{i.current?.contains(document.activeElement)||a.current?.focus()}),U(`dialog`,{ref:i,"aria-labelledby":`dialog-title`,onCancel:e=>{e.preventDefault(),r()},children:[U(`header`,{children:[U(`h2`,{id:`dialog-title`,ref:a,tabIndex:-1,children:e}),U(`button`,{type:`button`,class:`ghost`,onClick:r,children:[U(Z,{name:`x`}),U(`span`,{class:`hidden`,children:`Close`})]})]}),U(`div`,{class:`body`,children:t}),U(`footer`,{children:n})]})}function di(){let e=document.activeElement?.id??``,t=[...document.querySelectorAll(`[id^=actions-cus_]:not([role])`)].map(e=>e.id),n=t.indexOf(e);return n<0?e?[e]:[]:[e,...t.slice(n+1),...t.slice(0,n).reverse()]}function fi(e){if(!document.querySelector(`dialog[open]`)){for(let t of e){let e=document.getElementById(t);if(e)return e.focus()}(document.querySelector(`.panel h2, .panel h1`)??document.querySelector(`h1`))?.focus()}}function pi(e){let[t,n]=F({at:`asking`}),r=L(!1),i=async()=>{n({at:`unknown`,checked:`now`});try{n({at:`found`,done:await e.look()})}catch{n({at:`unknown`,checked:`failed`})}},a=async()=>{if(!r.current){r.current=!0,n({at:`busy`});try{let t=await e.send(),r=t.userErrors[0];r?o(r.code,r.message):(n({at:`done`}),e.done(t))}catch(t){if(t instanceof G)o(t.code,t.message);else if(t instanceof bn)n({at:`unsent`});else if(t instanceof K)n({at:`unknown`,checked:`not yet`}),e.lookAtOnce&&await i();else throw t}finally{r.current=!1}}},o=(e,t)=>{n({at:`refused`,code:e,message:t}),Pr(t)};return{phase:t,press:a,check:i,again:()=>n({at:`asking`})}}var mi=`This account was deleted meanwhile. Nothing is left to change.`,hi=[`CUSTOMER_DELETED`,`NOT_FOUND`];function gi({phase:e,words:t}){let n=_i(e,t);return I(()=>{if(n)return Pr(n),()=>Pr(``)},[n]),n?U(Br,{tone:e.at===`found`?`info`:`danger`,children:U(`p`,{children:n})}):null}function _i(e,t){switch(e.at){case`unsent`:return`You are offline. Nothing was sent.`;case`refused`:return hi.includes(e.code)?mi:e.code===`FORBIDDEN`?`Your rights changed meanwhile. ${e.message}`:e.message;case`unknown`:return e.checked===`now`?`The connection broke. ${t.unknown} Checking…`:e.checked===`failed`?`The connection broke. ${t.unknown} The server can't be asked just now.`:`The connection broke. ${t.unknown}`;case`found`:return`The connection broke, and this is what happened: ${e.done?t.yes:t.no}`;default:return``}}function vi(e){let[t,n]=F({missing:!1,failure:``});return I(()=>{Er(e).then(e=>n({missing:!e,failure:``}),e=>{let t=dr(e),r=t instanceof G&&t.code===`INVALID_ID`;n({missing:r,failure:r?``:t.message})})},[e]),{who:br(e),...t}}function yi({who:e,site:t}){return U(`p`,{class:`whose`,children:[U(oi,{text:e.email}),U(li,{id:e.id,whole:!0}),t&&U(`span`,{children:t})]})}function bi(e){let{who:t,missing:n,failure:r}=vi(e.id),i=L(void 0);i.current??=t;let a=pi({send:()=>e.send(t),done:e.done,look:async()=>e.look(await Er(e.id)),lookAtOnce:!0}),{phase:o}=a;I(()=>{o.at===`refused`&&o.code===`FORBIDDEN`&&Er(e.id).catch(()=>{}),o.at===`refused`&&hi.includes(o.code)&&Er(e.id).catch(()=>{})},[o]);let s=U(`button`,{type:`button`,class:`button`,onClick:e.onClose,children:`Close`});if(n||xr(e.id)&&o.at!==`done`)return U(ui,{title:`This account is no more`,foot:s,onClose:e.onClose,children:U(`p`,{children:xr(e.id)?mi:`No account has this id: it was deleted, or it never was on this site.`})});if(!t)return U(ui,{title:e.act,foot:s,onClose:e.onClose,children:U(`p`,{children:r?`The account could not be loaded. ${r}`:`Loading the account…`})});let c=t.availableActions.find(t=>t.action===e.action),l=e.action!==void 0&&!c?.allowed&&o.at===`asking`,u=o.at===`found`?o.done:o.at===`refused`&&[...hi,`FORBIDDEN`].includes(o.code);return U(ui,{title:e.title(t),onClose:e.onClose,foot:U(Si,{...e,refused:l||u,act:a,label:e.act}),children:[U(yi,{who:t,site:e.site}),l?U(`p`,{children:c?.reason?.message??`Your role can't do this.`}):e.body(t),o.at===`asking`&&i.current&&xi(i.current,t)&&U(Br,{tone:`info`,children:U(`p`,{children:`This account changed meanwhile. What you read here is its state of now.`})}),U(gi,{phase:o,words:e.words})]})}function xi(e,t){return e.status!==t.status||e.displayName!==t.displayName||e.email!==t.email}function Si({keep:e,label:t,doing:n,refused:r,act:i,onClose:a}){let{phase:o}=i,s=U(`button`,{type:`button`,class:`button`,onClick:a,children:r||o.at===`unknown`?`Close`:e});if(r)return s;if(o.at===`unknown`)return U(x,{children:[s,U(Ir,{kind:`button`,busy:o.checked===`now`,label:`Check again`,doing:`Checking…`,onPress:i.check})]});let c=o.at===`unsent`||o.at===`found`;return U(x,{children:[s,U(Ir,{id:`dialog-act`,kind:`primary`,busy:o.at===`busy`||o.at===`done`,label:c?`Try again`:t,doing:n,onPress:i.press})]})}function Ci({who:e,cell:t}){let[n,r]=t.split(`Name`);return U(`bdi`,{children:[n,U($,{text:e.displayName}),r]})}function wi({id:e,site:t,onClose:n}){let[r,i]=F(``);return U(bi,{id:e,action:`REVOKE_ACCESS`,site:t,title:e=>U(x,{children:[`Revoke access for `,U($,{text:e.displayName}),`?`]}),keep:`Cancel`,act:`Revoke access`,doing:`Revoking…`,words:{unknown:`It isn't known yet whether access was revoked.`,yes:`It was revoked.`,no:`It was not.`},send:async()=>(await q(kt,{input:{customerId:e,reason:r.trim()||null}})).revokeAccess,look:e=>e?.status===`REVOKED`,done:({customer:t,changed:r})=>{if(!t)return;Cr(t);let i=U($,{text:t.displayName});r?Q(`Access revoked for ${Qr(t.displayName)}.`,U(x,{children:[`Access revoked for `,i,`.`]}),{label:`Undo`,run:()=>Ti(e)}):Q(`${Qr(t.displayName)} had no access already. Nothing was changed.`,U(x,{children:[i,` had no access already. Nothing was changed.`]})),n()},onClose:n,body:e=>U(x,{children:[U(`p`,{children:[`From now on `,U($,{text:e.displayName}),` can't open this help center. Every open session, invitation and reset link ends.`]}),U(`p`,{children:[`User pickers no longer offer `,U($,{text:e.displayName}),`. Where a field already holds`,` `,U($,{text:e.displayName}),`, it reads “`,U(Ci,{who:e,cell:Kr.fieldLabel.revoked}),`”. Filters find `,U($,{text:e.displayName}),` only by the full address `,U(oi,{text:e.email}),`.`]}),U(`p`,{children:`Requests, name and address stay.`}),U(`p`,{children:`You can undo this: choose Grant access, today or in a year. Same account, same history; no license is used before or after.`}),U($r,{id:`reason`,label:`Reason (optional)`,hint:`For admins; erased if the account is deleted.`,value:r,onInput:i})]})})}async function Ti(e){try{let{grantAccess:t}=await q(At,{input:{customerId:e}}),{customer:n,userErrors:r}=t;if(!n)return Q(r[0]?.message??`Access was not granted.`);Cr(n),Q(`${Qr(n.displayName)} has access again and must sign in anew; ended links stay ended.`,U(x,{children:[U($,{text:n.displayName}),` has access again and must sign in anew; ended links stay ended.`]}))}catch{let t=()=>Er(e).then(e=>Q(e?.status===`ACTIVE`?`Access was granted.`:`Access was not granted.`),()=>Q(`The server can't be asked just now.`,void 0,{label:`Check again`,run:t}));Q(`It isn't known whether access was granted.`,void 0,{label:`Check again`,run:t})}}function Ei({id:e,site:t,onClose:n}){return U(bi,{id:e,action:`GRANT_ACCESS`,site:t,title:e=>U(x,{children:[`Grant access to `,U($,{text:e.displayName}),`?`]}),keep:`Cancel`,act:`Grant access`,doing:`Granting…`,words:{unknown:`It isn't known yet whether access was granted.`,yes:`It was granted.`,no:`It was not.`},send:async()=>(await q(At,{input:{customerId:e}})).grantAccess,look:e=>e?.status===`ACTIVE`,done:({customer:e,changed:t})=>{if(!e)return;Cr(e);let r=t?`has access again.`:`had access already. Nothing was changed.`;Q(`${Qr(e.displayName)} ${r}`,U(x,{children:[U($,{text:e.displayName}),` `,r]})),n()},onClose:n,body:e=>U(x,{children:[U(`p`,{children:[U($,{text:e.displayName}),` can sign in again with the same password. Pickers and filters find`,` `,U($,{text:e.displayName}),` by name, and old fields read “`,U(Ci,{who:e,cell:Kr.fieldLabel.active}),`”.`]}),U(`p`,{children:[`Nothing is sent: tell `,U($,{text:e.displayName}),` yourself. No license is used and no product opens.`]})]})})}function Di({at:e}){return U(`time`,{dateTime:e,title:rr(e),children:nr(e,_n.value)})}function Oi({at:e,utc:t}){return U(`time`,{dateTime:e,children:[rr(e),t&&!ir(e)&&` (${ar(e)})`]})}var ki=e=>e.replace(/^cus_/,`del_`);async function Ai(e){let{node:t}=await q(Jt,{id:ki(e)});return t?.__typename===`Deletion`?t:void 0}var ji=1e3;function Mi(e){let[t,n]=F(),[r,i]=F(0),a=t??e,o=a?.erasedAt===null;return I(()=>{if(!a||!o)return;let e=setTimeout(async()=>{let e=await Ai(a.customerId).catch(()=>void 0);e&&n(e),i(r+1)},ji);return()=>clearTimeout(e)},[r,o]),a}function Ni({deletion:e}){return e.erasedAt===null?U(`span`,{class:`muted`,role:`status`,children:`Erasing… the account is gone already; its last traces are being removed from the files.`}):U(`span`,{children:[`Verified in the files `,U(Oi,{at:e.erasedAt}),`.`]})}function Pi({deletion:e,short:t}){let{receipt:n}=e;return n?U(`button`,{type:`button`,class:`button`,onClick:()=>{let t=URL.createObjectURL(new Blob([n],{type:`application/json`})),r=document.createElement(`a`);r.href=t,r.download=`receipt-${e.id}.json`,r.click(),URL.revokeObjectURL(t)},children:[U(Z,{name:`download`}),` `,t?`Receipt`:`Download receipt`]}):null}function Fi({link:e,of:t}){let n=L(null);return U(`div`,{class:`once-link`,children:[U(`p`,{class:`once`,children:U(`code`,{ref:n,children:e.url})}),U(si,{text:e.url,label:`Copy the link for ${t}`,of:()=>n.current,children:`Copy link`}),U(`p`,{class:`hint`,children:[`Shown once. It works until `,rr(e.expiresAt),`.`]})]})}function Ii({tone:e,icon:t,children:n}){return U(`span`,{class:`chip ${e}`,children:[U(Z,{name:t}),n]})}var Li={ACTIVE:{tone:`active`,icon:`user-check`,word:`Active`},REVOKED:{tone:`revoked`,icon:`user-x`,word:`Revoked`},DELETED:{tone:`revoked`,icon:`trash`,word:`Deleted`}};function Ri({status:e}){let t=Li[e]??{tone:`notice`,icon:`info`,word:e};return U(Ii,{tone:t.tone,icon:t.icon,children:t.word})}var zi={INVITE_CUSTOMER:`Customer invited`,REVOKE_ACCESS:`Access revoked`,GRANT_ACCESS:`Access granted`,DELETE_CUSTOMER:`Customer deleted`,RENAME_CUSTOMER:`Name changed`,UPDATE_CUSTOMER_EMAIL:`E-mail address changed`,CREATE_SITE:`Site made`,UPDATE_SITE_SETTINGS:`Site settings changed`,UPDATE_ORGANIZATION:`Organization settings changed`,CREATE_ACCESS_TOKEN:`Access token made`,REVOKE_ACCESS_TOKEN:`Access token revoked`,IMPORT_CUSTOMERS:`Import ended`,IMPORT_BATCH:`Import batch`,BACK_UP:`Backup begun`,RESTORE:`Restored from a backup`,ACCEPT_MISSING_DELETIONS:`Started without the deletions log`,RESEND_INVITATION:`Invited again`,CREATE_PASSWORD_RESET:`Password link made`,ACCEPT_INVITATION:`Invitation accepted`,RESET_PASSWORD:`New password set`,EXPORT_CUSTOMERS:`Customers exported`,EXPORT_PERSON:`All about a customer exported`,BULK_JOB:`Bulk job`,BULK_BATCH:`Bulk job batch`,CANCEL_BULK_JOB:`Bulk job cancelled`,ROTATE_HOLD_KEY:`Hold key exchanged`,REMOVE_HOLD_KEY:`Old hold key removed`,ROTATE_RECEIPT_KEY:`Receipt key exchanged`,CREATE_WEBHOOK:`Webhook made`,DELETE_WEBHOOK:`Webhook deleted`,ROTATE_WEBHOOK_SECRET:`Webhook secret exchanged`,REPLAY_WEBHOOK:`Webhook set to another position`,PAUSE_WEBHOOK:`Webhook paused`,RESUME_WEBHOOK:`Webhook resumed`,RETRY_DEAD_LETTERS:`Dead letters tried again`},Bi=e=>zi[e]??e,Vi=Object.keys(zi),Hi={unknown:`It isn't known whether the job was started. Try again: the same job is asked for, and it never starts twice.`,yes:`It was started.`,no:`It was not.`};function Ui(e){let t=L(void 0),n=pi({send:async()=>{let{action:n,selector:r,key:i}=t.current;return(await q(Gt,{input:{siteId:e.id,action:n,selector:r,dryRun:!0,idempotencyKey:i}})).startBulkJob},done:({job:n})=>{let{action:r,selector:i}=t.current;t.current=void 0,n&&(mr.value={siteId:e.id,action:r,selector:i,preview:n.id,runKey:On()},Ct(`/sites/${e.key}/jobs/${n.id}`))},look:async()=>!1,lookAtOnce:!1});return{phase:n.phase,preview:(e,r)=>{if(n.phase.at===`busy`)return;let i=t.current&&JSON.stringify([t.current.action,t.current.selector])===JSON.stringify([e,r]);t.current={action:e,selector:r,key:i?t.current.key:On()},n.press()}}}function Wi({id:e,label:t,items:n,class:r=`ghost`,children:i}){let[a,o]=F(!1),s=L(null),c=L(null),l=()=>[...c.current?.querySelectorAll(`[role^=menuitem]`)??[]],u=e=>{c.current&&s.current&&(c.current.showPopover(),Gi(c.current,s.current),l().at(e)?.focus())},d=()=>{c.current?.hidePopover(),s.current?.focus()},f=e=>{e.reason||(d(),e.run())};return U(x,{children:[U(`button`,{ref:s,id:e,type:`button`,class:r,"aria-haspopup":`menu`,"aria-expanded":a,"aria-controls":`${e}-menu`,onClick:()=>a?d():u(0),onKeyDown:e=>{(e.key===`ArrowDown`||e.key===`ArrowUp`)&&(e.preventDefault(),u(e.key===`ArrowDown`?0:-1))},children:i}),U(`div`,{ref:c,id:`${e}-menu`,class:`menu`,role:`menu`,"aria-label":t,popover:`auto`,onToggle:e=>o(e.newState===`open`),onKeyDown:e=>{let t=l(),r=t.indexOf(document.activeElement),i;if(e.key===`ArrowDown`)i=(r+1)%t.length;else if(e.key===`ArrowUp`)i=(r-1+t.length)%t.length;else if(e.key===`Home`)i=0;else if(e.key===`End`)i=t.length-1;else if(e.key===`Escape`||e.key===`Tab`){e.preventDefault(),e.stopPropagation(),d();return}else if(e.key.length===1){let t=e.key.toLowerCase();i=[...n.keys()].map(e=>(r+1+e)%n.length).find(e=>n[e]?.label.toLowerCase().startsWith(t))}i!==void 0&&(e.preventDefault(),t[i]?.focus())},children:n.map(t=>U(`div`,{role:t.checked===void 0?`menuitem`:t.toggle?`menuitemcheckbox`:`menuitemradio`,"aria-checked":t.checked,tabIndex:-1,class:t.separated?`separated`:void 0,"aria-disabled":t.reason?!0:void 0,"aria-describedby":t.reason?`${e}-${t.key}-reason`:void 0,onClick:()=>f(t),onKeyDown:e=>{(e.key===`Enter`||e.key===` `)&&(e.preventDefault(),f(t))},children:[t.checked===void 0?t.icon&&U(Z,{name:t.icon}):U(`span`,{class:`tick`,children:t.checked&&U(Z,{name:`check`})}),U(`span`,{children:[t.label,t.reason&&U(`small`,{id:`${e}-${t.key}-reason`,"aria-hidden":`true`,children:t.reason})]})]},t.key))})]})}function Gi(e,t){let n=t.getBoundingClientRect(),r=e.getBoundingClientRect(),i=n.bottom+4+r.height<=innerHeight,a=getComputedStyle(t).direction===`rtl`?n.left:n.right-r.width;e.style.top=`${Math.max(8,i?n.bottom+4:n.top-4-r.height)}px`,e.style.left=`${Math.min(Math.max(8,a),innerWidth-r.width-8)}px`}var Ki=``;function qi(e){Ki=e}function Ji(){let e=Ki;return Ki=``,e}export{Er as $,Qt as $t,$ as A,Kt as At,Br as B,Bt,gi as C,K as Ct,si as D,_n as Dt,ui as E,q as Et,Qr as F,fn as Ft,Nr as G,Ut as Gt,Ir as H,hn as Ht,Kr as I,Vt as It,Dr as J,mn as Jt,Cr as K,Wt as Kt,Gr as L,zt as Lt,ni as M,sn as Mt,Q as N,rn as Nt,li as O,pn as Ot,$r as P,Lt as Pt,br as Q,$t as Qt,Wr as R,It as Rt,vi as S,M as Sn,Rn as St,pi as T,G as Tt,Lr as U,un as Ut,Z as V,qt as Vt,Pr as W,Nt as Wt,Or as X,tn as Xt,xr as Y,Xt as Yt,Sr as Z,jt as Zt,Oi as _,V as _n,Bn as _t,Hi as a,nn as an,ur as at,bi as b,F as bn,zn as bt,Vi as c,dn as cn,sr as ct,Fi as d,wt as dn,tr as dt,Pt as en,jr as et,Ni as f,vt as fn,Kn as ft,Di as g,U as gn,J as gt,Mi as h,Dt as hn,Ln as ht,Gi as i,Gt as in,dr as it,ii as j,Ft as jt,oi as k,Zt as kt,Ii as l,yt as ln,rr as lt,Ai as m,Tt as mn,Pn as mt,Ji as n,on as nn,mr as nt,Ui as o,ln as on,pr as ot,Pi as p,_t as pn,qn as pt,Tr as q,Ht as qt,Wi as r,Yt as rn,gr as rt,Bi as s,cn as sn,Gn as st,qi as t,an as tn,_r as tt,Ri as u,Ct as un,Wn as ut,Ei as v,I as vn,Vn as vt,mi as w,bn as wt,yi as x,x as xn,Nn as xt,wi as y,L as yn,Fn as yt,Vr as z,Mt as zt};